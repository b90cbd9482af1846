import { expect, test } from 'vitest';
import builtin from '../../../../public/models/builtin/manifest.json';
import { WORD_GROUPS, withWords, wordsOfGroup } from './word-groups.ts';

test('the model in the box knows every word that is offered, an open vocabulary is offered none', () => {
  for (const group of ['things', 'lands'] as const) {
    expect(wordsOfGroup(group, builtin.vocabulary)).toEqual(Object.entries(WORD_GROUPS[group]));
    expect(wordsOfGroup(group, undefined)).toEqual([]);
  }
  expect(wordsOfGroup('things', ['house', 'lamp'])).toEqual([['house', 'house']]);
});

test.each([
  ['', 'house', 'a house'],
  ['a ', 'house', 'a house'],
  ['a', 'igloo', 'an igloo'],
  ['a red ', 'house', 'a red house'],
  ['a', 'birds', 'birds'],
  ['a red', 'birds', 'red birds'],
  ['a red house', 'tree', 'a red house and a tree'],
  ['a red house,', 'tree', 'a red house, a tree'],
  ['the', 'castle', 'the castle'],
  ['a sea', 'flowers', 'a sea and flowers'],
])('“%s” with the thing “%s” becomes “%s”', (prompt, words, expected) => {
  expect(withWords(prompt, 'things', words)).toBe(expected);
});

test('a place stands behind what is there', () => {
  expect(withWords('a house ', 'lands', 'by the sea')).toBe('a house by the sea');
  expect(withWords('', 'lands', 'by the sea')).toBe('by the sea');
});
