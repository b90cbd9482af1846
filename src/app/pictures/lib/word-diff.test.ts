import { expect, test } from 'vitest';
import { compareWords, type Word } from './word-diff.ts';

const marked = (words: Word[]) =>
  words.map(({ text, differs }) => (differs ? `[${text}]` : text)).join(' ');
const both = (a: string, b: string) => compareWords(a, b).map(marked);

test.each([
  ['a red house', 'a red house', 'a red house', 'a red house'],
  ['a red house', 'a blue house', 'a [red] house', 'a [blue] house'],
  ['a house', 'a house by the sea', 'a house', 'a house [by] [the] [sea]'],
  ['', 'fog', '', '[fog]'],
  ['sea and sky', 'sky and sea', '[sea] [and] sky', 'sky [and] [sea]'],
])('%j and %j', (a, b, first, second) => expect(both(a, b)).toEqual([first, second]));

test('texts of any length are compared in bounded time', () => {
  const long = 'word '.repeat(100_000);
  const [words] = compareWords(long, `${long} more`);
  expect(words.every(({ differs }) => differs)).toBe(true);
});
