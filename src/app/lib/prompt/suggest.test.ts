import { expect, test } from 'vitest';
import { replaceWord } from '../../../package/spelling.ts';
import { suggestWords } from './suggest.ts';

const vocabulary = [
  'a',
  'boat',
  'house',
  'moon',
  'mountain',
  'mountains',
  'sailboat',
  'sea',
  'sun',
];

test.each([
  ['mou', ['mountain', 'mountains']],
  ['hosue', ['house']],
  ['Houses', ['house']],
  ['moutain', ['mountain', 'mountains']],
  ['zebra', []],
  ['se', ['sea']],
  ['s', []],
])('%j may be meant to be %j', (word, expected) =>
  expect(suggestWords(word, vocabulary, 2)).toEqual(expected),
);

test('a word is replaced wherever it stands whole', () => {
  expect(replaceWord('Hosue by a hosue, not a hosues', 'hosue', 'house')).toBe(
    'house by a house, not a hosues',
  );
  expect(replaceWord('{häus|haus}', 'häus', 'house')).toBe('{house|haus}');
});
