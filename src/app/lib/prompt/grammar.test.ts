import { expect, test } from 'vitest';
import { isPlural, pluralOf, singularsOf, withArticle } from './grammar.ts';

test.each([
  ['house', 'houses'],
  ['church', 'churches'],
  ['city', 'cities'],
  ['snowman', 'snowmen'],
  ['person', 'people'],
  ['monkey', 'monkeys'],
])('one %s, two %s', (one, many) => {
  expect(pluralOf(one)).toBe(many);
  expect(singularsOf(many)).toContain(one);
  expect([isPlural(one), isPlural(many)]).toEqual([false, true]);
});

test('an s at the end is not always a plural', () => {
  for (const noun of ['grass', 'bus', 'cactus', 'paris']) {
    expect(isPlural(noun), noun).toBe(false);
    expect(singularsOf(noun)).toEqual([noun]);
  }
  expect(singularsOf('leaves')).toContain('leaf');
});

test('an article fits the word behind it', () => {
  expect(withArticle('igloo')).toBe('an igloo');
  expect(withArticle('umbrella')).toBe('an umbrella');
  expect(withArticle('unicorn')).toBe('a unicorn');
  expect(withArticle('street lamp')).toBe('a street lamp');
});
