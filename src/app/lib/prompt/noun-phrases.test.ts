import { expect, test } from 'vitest';
import { nounPhrases } from './noun-phrases.ts';

const heads = (prompt: string) => nounPhrases(prompt).map(({ head }) => head);

test.each([
  ['a dragon', ['dragon']],
  ['a huge green dragon over the mountains', ['dragon', 'mountains']],
  ['dragon', ['dragon']],
  ['a picture of a dragon', ['dragon']],
  ['Photo of two dogs, sharp', ['dogs', 'sharp']],
  ['a castle of glass', ['castle', 'glass']],
  ['a cat sits on a fence', ['cat', 'fence']],
  ['a wolf howling at the moon', ['wolf', 'moon']],
  ['a flying whale', ['whale']],
  ['a tall building', ['building']],
  ['please draw me a house', ['house']],
  ['in a dark forest, a unicorn', ['forest', 'unicorn']],
  ['at night a unicorn', ['night', 'unicorn']],
  ['a {red dragon|blue house}', ['dragon', 'house']],
  ["a children's book", ['book']],
  ['a blue butterfly', ['butterfly']],
  ['', []],
  ['over the', []],
])('the nouns of “%s”', (prompt, expected) => expect(heads(prompt)).toEqual(expected));

test('what stands behind a preposition is aside, also behind a comma what stands alone is not', () => {
  expect(nounPhrases('a house by the sea, a dog')).toEqual([
    { head: 'house', hasArticle: true, isAside: false },
    { head: 'sea', hasArticle: false, isAside: true },
    { head: 'dog', hasArticle: true, isAside: false },
  ]);
  expect(nounPhrases('a picture of a dog')[0]?.isAside).toBe(false);
  expect(nounPhrases('in the snow a dog').map(({ isAside }) => isAside)).toEqual([true, false]);
});
