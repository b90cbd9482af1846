import { expect, test } from 'vitest';
import { extended, extendedMask } from './extend.ts';
import { newSurface } from '../sheet/surface.ts';

const size = { width: 12, height: 8 };
const margins = { left: 4, right: 6, top: 2, bottom: 3 };

/** Left half red, right half blue, with green that rises downwards. */
function picture() {
  const rgba = new Uint8ClampedArray(size.width * size.height * 4);
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      rgba.set([x < 6 ? 200 : 0, y * 30, x < 6 ? 0 : 200, 255], (y * size.width + x) * 4);
    }
  }
  return { ...size, rgba };
}

test('the picture stays bit for bit, where its margins put it', () => {
  const [bitmap, large] = [picture(), extended(picture(), margins)];
  expect([large.width, large.height]).toEqual([22, 13]);
  for (let y = 0; y < size.height; y++) {
    const from = ((y + 2) * 22 + 4) * 4;
    const row = bitmap.rgba.subarray(y * 48, (y + 1) * 48);
    expect(large.rgba.subarray(from, from + 48)).toEqual(row);
  }
});

test('each margin has the colours of its edge, and nothing is transparent', () => {
  const { rgba, width } = extended(picture(), margins);
  const at = (x: number, y: number) => Array.from(rgba.subarray((y * width + x) * 4).slice(0, 4));
  expect(at(3, 6).slice(0, 3)).toEqual([200, 120, 0]);
  expect(at(16, 6).slice(0, 3)).toEqual([0, 120, 200]);
  expect(at(0, 0)[0]).toBeGreaterThan(150);
  expect(at(21, 12)[2]).toBeGreaterThan(150);
  expect(rgba.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
});

test('farther away the colours are more alike', () => {
  const { rgba, width } = extended(picture(), { ...margins, right: 40 });
  const spread = (x: number) => {
    const column = Array.from(
      { length: size.height },
      (_, y) => rgba[((y + 2) * width + x) * 4 + 1]!,
    );
    return Math.max(...column) - Math.min(...column);
  };
  expect(spread(17)).toBeGreaterThan(spread(30));
  expect(spread(30)).toBeGreaterThanOrEqual(spread(55));
  expect(spread(55)).toBe(0);
});

test('all of the margins is painted anew, and of the picture what was marked', () => {
  const mask = newSurface(size, 1);
  mask.data[0] = 77;
  const large = extendedMask(mask, margins);
  expect(large.data[2 * 22 + 4]).toBe(77);
  expect(large.data[2 * 22 + 5]).toBe(0);
  expect(large.data[0]).toBe(255);
  const anew = large.data.filter((value) => value === 255).length;
  expect(anew).toBe(22 * 13 - 12 * 8);
});
