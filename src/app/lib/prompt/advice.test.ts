import { expect, test } from 'vitest';
import { closedWords } from '../../testing/closed-words.ts';
import { adviceFor, hasEmoji, isCurrent, isSaid } from './advice.ts';

test('advice is given for a thing, for German, and for other languages, one at a time', () => {
  expect(adviceFor('a dragon', closedWords)).toMatchObject({
    kind: 'thing',
    beyond: { word: 'dragon' },
  });
  expect(adviceFor('ein Drache und ein Haus', closedWords)).toEqual({
    kind: 'german',
    english: 'a train and a house',
  });
  expect(adviceFor('ein Gartenzwerg im Haus', closedWords)).toEqual({ kind: 'foreign' });
  expect(adviceFor('красный дом', closedWords)).toEqual({ kind: 'foreign' });
  expect(adviceFor('海边的房子', closedWords)).toEqual({ kind: 'foreign' });
});

test('German words in an English prompt are said to be German, not to be things', () => {
  expect(adviceFor('a red haus by the drache', closedWords)).toEqual({
    kind: 'german-words',
    words: ['haus', 'drache'],
  });
  const advice = adviceFor('a red haus at night', closedWords)!;
  expect(isSaid('haus', advice)).toBe(true);
  expect(isSaid('fluffy', advice)).toBe(false);
  expect(isCurrent(advice, 'a haus')).toBe(true);
  expect(isCurrent(advice, 'a house')).toBe(false);
});

test('a prompt within reach, and a model with an open vocabulary, need none', () => {
  for (const prompt of ['', 'a red house by the sea at night', '12', '🏠']) {
    expect(adviceFor(prompt, closedWords), prompt).toBeNull();
  }
  for (const prompt of ['a dragon', 'ein Drache', '海']) expect(adviceFor(prompt, {})).toBeNull();
});

test('advice is over as soon as it has been taken', () => {
  const thing = adviceFor('a dragon', closedWords)!;
  expect(isCurrent(thing, 'a dragon at night')).toBe(true);
  expect(isCurrent(thing, 'a train')).toBe(false);
  const german = adviceFor('ein Haus', closedWords)!;
  expect(isCurrent(german, 'ein Haus')).toBe(true);
  expect(isCurrent(german, 'a house')).toBe(false);
  expect(isCurrent(german, ' ')).toBe(false);
});

test('pictures among the words are found, signs and digits are none', () => {
  expect(hasEmoji('a 🐶 in the snow')).toBe(true);
  expect(hasEmoji('2 houses, 100 % red {a|b} — “x”')).toBe(false);
});
