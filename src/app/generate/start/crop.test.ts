import { expect, test } from 'vitest';
import { cropToShape } from './crop.ts';

test.each([
  [
    { width: 400, height: 300 },
    { x: 50, y: 0, width: 300, height: 300 },
  ],
  [
    { width: 300, height: 400 },
    { x: 0, y: 50, width: 300, height: 300 },
  ],
  [
    { width: 64, height: 64 },
    { x: 0, y: 0, width: 64, height: 64 },
  ],
])('the middle of %j becomes a square', (picture, part) =>
  expect(cropToShape(picture, { width: 256, height: 256 })).toEqual(part),
);

test('a picture of the same shape is used whole', () =>
  expect(cropToShape({ width: 1500, height: 1000 }, { width: 768, height: 512 })).toEqual({
    ...{ x: 0, y: 0, width: 1500, height: 1000 },
  }));
