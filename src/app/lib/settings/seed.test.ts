import { expect, test } from 'vitest';
import { parseSeed, randomSeed, seedAfter } from './seed.ts';

test.each([
  ['0', '0'],
  [' 42 ', '42'],
  ['007', '7'],
  ['18446744073709551615', '18446744073709551615'],
])('%j is the seed %s', (text, seed) => expect(parseSeed(text)).toBe(seed));

test.each(['', '-1', '1.5', '1e3', 'seven', '18446744073709551616', '٣'])('%j is no seed', (text) =>
  expect(parseSeed(text)).toBeNull(),
);

test('a random seed is a valid one', () => {
  const seed = randomSeed();
  expect(parseSeed(seed)).toBe(seed);
});

test('seeds count up, and from the largest to 0', () => {
  expect(seedAfter('7', 3)).toBe('10');
  expect(seedAfter('18446744073709551615', 1)).toBe('0');
});
