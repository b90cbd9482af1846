import { describe, expect, test } from 'vitest';
import { corrected, correctionsOf } from './spelling.ts';

const model = {
  vocabulary: ['a', 'castle', 'house', 'lighthouse', 'night', 'at', 'green', 'northern lights'],
  otherWords: ['castled', 'greed'],
  nearest: [{ suggest: 'bird', words: ['hourse', 'horse'] }],
};
const spelled = (prompt: string) => corrected(prompt, correctionsOf(prompt, model));

describe('spelling', () => {
  test.each([
    ['a castel at nigth', 'a castle at night'],
    ['A Lighthosue, at NIGHTT!', 'A lighthouse, at night!'],
    ['a lighthous', 'a lighthouse'],
    ['a greeen house', 'a green house'],
    ['nothern lights', 'northern lights'],
    ['castles at a northern light', 'castle at a northern lights'],
  ])('%j is read as %j', (prompt, read) => expect(spelled(prompt)).toBe(read));

  test.each([
    ['a horse', 'another thing that the model knows to be none of its own'],
    ['a castled greed', 'other English words'],
    ['a mouse', 'it begins with another letter'],
    ['a hose', 'it is too short'],
    ['a castlesque hut', 'it is too far from all'],
    ['a castle at night', 'all is known'],
    ['as', 'a plural of one letter is none'],
  ])('%j stays: %s', (prompt) => expect(spelled(prompt)).toBe(prompt));

  test('a package that does not say which words are others corrects nothing', () => {
    expect(correctionsOf('a castel', { vocabulary: ['castle'] })).toEqual([]);
    expect(correctionsOf('a castel', { otherWords: [] })).toEqual([]);
  });

  test('of two words that are as near none is taken', () => {
    const two = { vocabulary: ['pines', 'pipes'], otherWords: [] };
    expect(correctionsOf('pizes', two)).toEqual([]);
  });
});
