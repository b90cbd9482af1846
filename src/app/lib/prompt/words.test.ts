import { expect, test } from 'vitest';
import { unknownWords } from './words.ts';

const vocabulary = ['a', 'red', 'house', 'clear sky'];

test('an open vocabulary knows every word', () => {
  expect(unknownWords('a purple zebra', undefined)).toEqual([]);
});

test('unknown words are named once, in order, whatever their case', () => {
  expect(unknownWords('A red Zebra, a zebra on a HOUSE', vocabulary)).toEqual(['zebra', 'on']);
});

test('words of an entry with a space are known', () => {
  expect(unknownWords('clear red sky', vocabulary)).toEqual([]);
});
