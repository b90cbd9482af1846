import { describe, expect, it } from 'vitest';
import { composed, feathered, touchedCells, type Mask } from './mask.ts';

const box = (width: number, height: number, inside: (x: number, y: number) => boolean): Mask => ({
  width,
  height,
  data: Uint8ClampedArray.from({ length: width * height }, (_, i) =>
    inside(i % width, Math.floor(i / width)) ? 255 : 0,
  ),
});

describe('cells of a latent', () => {
  it('are painted anew where a single pixel of them is', () => {
    const mask = box(16, 8, (x, y) => x === 5 && y === 3);
    expect([...touchedCells(mask, 4, 2)]).toEqual([0, 1, 0, 0, 0, 0, 0, 0]);
  });

  it('share the pixels that lie across their borders', () => {
    const mask = box(128, 1, (x) => x === 42);
    // 128 pixels in 3 cells: the first ends within pixel 42.
    expect([...touchedCells(mask, 3, 1)]).toEqual([1, 1, 0]);
  });
});

describe('a feather', () => {
  it('falls off outwards, and ends', () => {
    const { data } = feathered(
      box(12, 1, (x) => x === 4),
      3,
    );
    expect([...data]).toEqual([0, 64, 128, 191, 255, 191, 128, 64, 0, 0, 0, 0]);
  });

  it('is none at 0, and keeps the mask inside', () => {
    const mask = box(9, 9, (x, y) => x > 2 && x < 6 && y > 2 && y < 6);
    expect(feathered(mask, 0).data).toEqual(mask.data);
    const wide = feathered(mask, 2).data;
    mask.data.forEach((value, i) => expect(wide[i]! >= value).toBe(true));
    expect(wide[9 * 4 + 1]).toBe(85);
    expect(wide[9 * 2 + 2]).toBe(85);
    expect(wide[0]).toBe(0);
  });
});

it('old and new are mixed by the mask, bit for bit at its ends', () => {
  const original = Uint8ClampedArray.of(10, 20, 30, 40, 10, 20, 30, 40, 10, 20, 30, 40);
  const painted = Uint8ClampedArray.of(99, 98, 97, 255, 110, 120, 130, 255, 9, 8, 7, 255);
  const data = Uint8ClampedArray.of(0, 51, 255);
  expect([...composed(original, painted, { width: 3, height: 1, data })]).toEqual([
    ...[10, 20, 30, 40],
    ...[30, 40, 50, 83],
    ...[9, 8, 7, 255],
  ]);
});
