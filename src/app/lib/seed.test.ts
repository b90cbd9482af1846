import { expect, test } from 'vitest';
import { parseSeed, randomSeed } from './seed.ts';

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
