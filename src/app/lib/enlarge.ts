import type { Bitmap } from '../../protocol/engine.ts';

/**
 * A few pixels as a smooth picture, `side` pixels along the longer side: cubic B-splines through
 * all four bytes, which overshoot nowhere and leave no grid, unlike a browser's own enlarging.
 */
export function enlarge({ width, height, rgba }: Bitmap, side: number): Bitmap {
  const factor = side / Math.max(width, height);
  const columns = taps(width, Math.max(1, Math.round(width * factor)));
  const rows = taps(height, Math.max(1, Math.round(height * factor)));
  const wide = new Float32Array(columns.length * height * 4); // [height, wide, 4]
  for (let y = 0; y < height; y++) {
    columns.forEach(({ from, weights }, x) => {
      for (let c = 0; c < 4; c++) {
        let sum = 0;
        for (let i = 0; i < 4; i++) sum += weights[i]! * rgba[(y * width + from[i]!) * 4 + c]!;
        wide[(y * columns.length + x) * 4 + c] = sum;
      }
    });
  }
  const line = columns.length * 4;
  const out = new Uint8ClampedArray(line * rows.length); // [tall, wide, 4]
  rows.forEach(({ from, weights }, y) => {
    for (let x = 0; x < line; x++) {
      let sum = 0;
      for (let i = 0; i < 4; i++) sum += weights[i]! * wide[from[i]! * line + x]!;
      out[y * line + x] = sum;
    }
  });
  return { width: columns.length, height: rows.length, rgba: out };
}

interface Taps {
  /** The four source pixels, the outermost standing in for those beyond the edge. */
  from: number[];
  weights: number[];
}

function taps(source: number, target: number): Taps[] {
  return Array.from({ length: target }, (_, i) => {
    const at = ((i + 0.5) * source) / target - 0.5;
    const left = Math.floor(at);
    const t = at - left;
    return {
      from: [-1, 0, 1, 2].map((by) => Math.min(source - 1, Math.max(0, left + by))),
      weights: [
        (1 - t) ** 3 / 6,
        (3 * t ** 3 - 6 * t ** 2 + 4) / 6,
        (-3 * t ** 3 + 3 * t ** 2 + 3 * t + 1) / 6,
        t ** 3 / 6,
      ],
    };
  });
}
