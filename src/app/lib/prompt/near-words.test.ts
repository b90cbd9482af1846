import { expect, test } from 'vitest';
import { closedWords } from '../../testing/closed-words.ts';
import { nearWords } from './near-words.ts';

const model = { ...closedWords, otherWords: ['horse', 'boats', 'rides'] };

test.each([
  ['a red hosue by the sea', 'hosue', ['house']],
  ['three lighthouss at night', 'lighthouss', ['lighthouse', 'lighthouses']],
  ['a yelow house', 'yelow', ['yellow']],
  ['the mountanis', 'mountanis', ['mountains', 'mountain']],
])('in “%s” “%s” may be meant to be %j', (prompt, word, expected) => {
  expect(nearWords(word, prompt, model)).toEqual(expected);
});

test.each([
  // Another English word, however near.
  ['a horse by the sea', 'horse'],
  // A short word, and the beginning of one.
  ['a rad house', 'rad'],
  ['for the castle', 'for'],
  ['a mou', 'mou'],
  // Two edits are too many for a short word: neither hills nor lake is meant.
  ['a hall', 'hall'],
  ['a face', 'face'],
  // “large” and “right” are no things.
  ['a barge', 'barge'],
  ['a fright', 'fright'],
])('in “%s” “%s” is no known word', (prompt, word) => {
  expect(nearWords(word, prompt, model)).toEqual([]);
});
