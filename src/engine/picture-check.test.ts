import { describe, expect, test } from 'vitest';
import { seeded } from '../share/testing/random.ts';
import { pictureFault, seamsOf } from './picture-check.ts';

const WIDTH = 256;
const HEIGHT = 256;
const SEAMS = [64, 128, 192];

type Colour = [red: number, green: number, blue: number];

function picture(colourAt: (x: number, y: number) => Colour): Int32Array {
  return Int32Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [red, green, blue] = colourAt(i % WIDTH, Math.floor(i / WIDTH));
    return red | (green << 8) | (blue << 16) | (255 << 24);
  });
}
const { int } = seeded(1);
const grain = (value: number, spread: number) =>
  Math.max(0, Math.min(255, value + int(2 * spread + 1) - spread));
const faultOf = (colourAt: (x: number, y: number) => Colour) =>
  pictureFault(picture(colourAt), WIDTH, SEAMS);

const landscape = (x: number, y: number): Colour => [x, y, grain(120, 20)];

describe('no picture', () => {
  test.each<[string, (x: number, y: number) => Colour]>([
    ['black', () => [0, 0, 0]],
    ['flat', () => [255, 0, 0]],
    ['flat', () => [119, 119, 119]],
    ['flat', (x, y) => (x + y === 0 || x + y > 505 ? [118, 119, 119] : [119, 119, 119])],
    ['saturated', (x, y) => [255, x, y]],
    ['saturated', () => [int(2) * 255, int(2) * 255, int(2) * 255]],
    ['band', (x, y) => (y >= 64 && y < 128 ? [0, 0, 0] : landscape(x, y))],
    ['band', (x, y) => (y < 64 ? [0, 0, 0] : landscape(x, y))],
    ['band', (x, y) => (y >= 192 ? [255, 255, 255] : landscape(x, y))],
  ])('%s', (fault, colourAt) => expect(faultOf(colourAt)).toBe(fault));
});

describe('a picture, however dark or even', () => {
  test.each<[string, (x: number, y: number) => Colour]>([
    ['a landscape', landscape],
    ['night, mostly black', (x, y) => (x > 250 && y < 9 ? [200, 200, 180] : [0, 0, grain(1, 1)])],
    ['fog', () => [grain(235, 3), grain(236, 3), grain(238, 3)]],
    ['snow in the sun', () => [grain(254, 3), grain(254, 3), grain(254, 4)]],
    [
      'a logo on white',
      (x, y) => ((x - 128) ** 2 + (y - 128) ** 2 < 400 ? [9, 9, 9] : [255, 255, 255]),
    ],
    ['a deep blue sky', (_, y) => [0, 0, grain(100 + (y >> 2), 3)]],
    ['black bars', (x, y) => (y < 31 || y >= 225 ? [0, 0, 0] : landscape(x, y))],
    ['a black half that ends beside a seam', (x, y) => (y < 129 ? [0, 0, 0] : landscape(x, y))],
    ['a black half across seams', (x, y) => (y < 140 ? [0, 0, 0] : landscape(x, y))],
  ])('%s', (_, colourAt) => expect(faultOf(colourAt)).toBeNull());
});

test('bands meet at the rows that the next one keeps', () => {
  const band = (keepFrom: number, keepTo: number) => ({ from: 0, to: 64, keepFrom, keepTo });
  expect(seamsOf([band(0, 16), band(16, 48), band(48, 64)], 4)).toEqual([64, 192]);
  expect(seamsOf([band(0, 64)], 4)).toEqual([]);
});
