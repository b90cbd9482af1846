import { describe, expect, it } from 'vitest';
import { areaAverage } from './area-average.ts';

const picture = (width: number, height: number, red: (x: number, y: number) => number) => ({
  width,
  height,
  rgba: Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => {
    const x = (i >> 2) % width;
    const y = Math.floor((i >> 2) / width);
    return [red(x, y), 255 - red(x, y), 51, 255][i % 4]!;
  }),
});

const reds = (cells: Float64Array) => Array.from(cells).filter((_, i) => i % 3 === 0);

describe('areaAverage', () => {
  it('is the mean of whole pixels, of each colour', () => {
    const cells = areaAverage(
      picture(4, 2, (x) => [0, 255, 255, 255][x]!),
      2,
      1,
    );
    const expected = [0.5, 0.5, 0.2, 1, 0, 0.2];
    expected.forEach((value, i) => expect(cells[i]).toBeCloseTo(value, 12));
  });

  it('counts a pixel on an edge for both sides, in both directions', () => {
    const across = reds(
      areaAverage(
        picture(3, 1, (x) => [255, 0, 255][x]!),
        2,
        1,
      ),
    );
    for (const red of across) expect(red).toBeCloseTo(2 / 3, 12);
    const down = reds(
      areaAverage(
        picture(1, 3, (_, y) => [255, 0, 0][y]!),
        1,
        2,
      ),
    );
    expect(down[0]).toBeCloseTo(2 / 3, 12);
    expect(down[1]).toBeCloseTo(0, 12);
  });

  it('keeps the mean whatever the sizes, also with fewer pixels than cells', () => {
    for (const [width, height, columns, rows] of [
      [50, 37, 12, 9],
      [3, 2, 7, 5],
      [1, 1, 3, 3],
    ] as const) {
      const red = (x: number, y: number) => (x * 37 + y * 91) % 256;
      const given = picture(width, height, red);
      const mean = given.rgba.filter((_, i) => i % 4 === 0).reduce((sum, v) => sum + v, 0);
      const cells = reds(areaAverage(given, columns, rows));
      const average = cells.reduce((sum, v) => sum + v, 0) / cells.length;
      expect(average).toBeCloseTo(mean / (255 * width * height), 12);
    }
  });
});
