import { expect, test } from 'vitest';
import { enlarge } from './enlarge.ts';

const bitmap = (width: number, height: number, at: (x: number, y: number) => number) => ({
  width,
  height,
  rgba: Uint8ClampedArray.from(
    Array.from({ length: width * height }, (_, i) => {
      const value = at(i % width, Math.floor(i / width));
      return [value, value, value, 255];
    }).flat(),
  ),
});

test('the longer side is as long as asked, the shape stays', () => {
  const { width, height, rgba } = enlarge(
    bitmap(12, 18, () => 0),
    180,
  );
  expect([width, height, rgba.length]).toEqual([120, 180, 120 * 180 * 4]);
});

test('one colour stays that colour', () => {
  const { rgba } = enlarge(
    bitmap(3, 2, () => 77),
    30,
  );
  expect([...new Set(rgba)]).toEqual([77, 255]);
});

test('an edge becomes a slope that neither overshoots nor steps', () => {
  const { rgba } = enlarge(
    bitmap(4, 1, (x) => (x < 2 ? 0 : 240)),
    64,
  );
  const row = Array.from({ length: 64 }, (_, x) => rgba[x * 4]!);
  for (let x = 1; x < 64; x++) {
    const rise = row[x]! - row[x - 1]!;
    expect(rise).toBeGreaterThanOrEqual(0);
    expect(rise).toBeLessThan(16);
  }
  expect([row[0], row[63]]).toEqual([0, 240]);
});
