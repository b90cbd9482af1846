import { expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatTimeLeft,
  pictureFileName,
  shorten,
} from './format.ts';

test.each([
  [0, '0.0 s'],
  [1234, '1.2 s'],
  [9949, '9.9 s'],
  [9951, '10 s'],
  [59_400, '59 s'],
  [59_600, '1 min 00 s'],
  [125_000, '2 min 05 s'],
])('%d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));

test.each([
  [0, '1 s'],
  [14_100, '15 s'],
  [15_100, '20 s'],
  [55_000, '55 s'],
  [57_500, '1 min'],
  [85_000, '1 min'],
  [95_000, '2 min'],
])('%d ms left are about %s', (ms, text) => expect(formatTimeLeft(ms)).toBe(text));

test.each([
  [999, '999 B'],
  [1500, '2 kB'],
  [5_240_000, '5.2 MB'],
  [21_000_000, '21 MB'],
  [12_450_000_000, '12.45 GB'],
])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

test('parameters are counted as people say them', () => {
  expect(formatCount(10_800_000)).toBe('10.8 million');
  expect(formatCount(3_110_000_000)).toBe('3.11 billion');
});

test('shortening cuts at a word', () => {
  expect(shorten('a red house', 20)).toBe('a red house');
  expect(shorten('a red house on a  green\nmeadow', 20)).toBe('a red house on a…');
  expect(shorten('a'.repeat(30), 10)).toBe(`${'a'.repeat(9)}…`);
});

test.each([
  ['A red house, at sunset!', 'a-red-house-at-sunset-7.png'],
  ['Würstchen', 'wurstchen-7.png'],
  ['ein Häuschen / ..\\etc', 'ein-hauschen-etc-7.png'],
  ['日本の海', '日本の海-7.png'],
  ['🌭', 'picture-7.png'],
  ['x'.repeat(300), `${'x'.repeat(60)}-7.png`],
])('the file of %j is %s', (prompt, name) => expect(pictureFileName(prompt, '7')).toBe(name));
