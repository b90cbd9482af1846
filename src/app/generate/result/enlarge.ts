import type { Bitmap } from '../../../protocol/engine.ts';

/**
 * A few pixels as a smooth picture, `side` pixels along the longer side: cubic B-splines through
 * all four bytes, which overshoot nowhere and leave no grid, unlike a browser's own enlarging.
 */
export function enlarge({ width, height, rgba }: Bitmap, side: number): Bitmap {
  const factor = side / Math.max(width, height);
  const columns = taps(width, Math.max(1, Math.round(width * factor)));
  const rows = taps(height, Math.max(1, Math.round(height * factor)));
  const line = columns.target * 4;
  const wide = new Float32Array(line * height); // [height, wide, 4]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < columns.target; x++) {
      mix(columns, x, 4, rgba, y * width * 4, 4, wide, y * line + x * 4);
    }
  }
  const out = new Uint8ClampedArray(line * rows.target); // [tall, wide, 4]
  for (let y = 0; y < rows.target; y++) mix(rows, y, line, wide, 0, line, out, y * line);
  return { width: columns.target, height: rows.target, rgba: out };
}

/** For each of `target` pixels of a line four of its source pixels, and what each weighs. */
interface Taps {
  target: number;
  /** [target, 4], the outermost pixel standing in for those beyond the edge. */
  from: Uint16Array;
  /** [target, 4] */
  weights: Float32Array;
}

function taps(source: number, target: number): Taps {
  const from = new Uint16Array(target * 4);
  const weights = new Float32Array(target * 4);
  for (let i = 0; i < target; i++) {
    const at = ((i + 0.5) * source) / target - 0.5;
    const left = Math.floor(at);
    const t = at - left;
    for (let k = 0; k < 4; k++) {
      from[i * 4 + k] = Math.min(source - 1, Math.max(0, left - 1 + k));
    }
    weights[i * 4] = (1 - t) ** 3 / 6;
    weights[i * 4 + 1] = (3 * t ** 3 - 6 * t ** 2 + 4) / 6;
    weights[i * 4 + 2] = (-3 * t ** 3 + 3 * t ** 2 + 3 * t + 1) / 6;
    weights[i * 4 + 3] = t ** 3 / 6;
  }
  return { target, from, weights };
}

/**
 * Writes `length` numbers to `to` at `at`, each mixed of four in `source` that lie as far apart as
 * the taps of pixel `i` say, in units of `stride`, from `start` on.
 */
function mix(
  { from, weights }: Taps,
  i: number,
  stride: number,
  source: Uint8ClampedArray | Float32Array,
  start: number,
  length: number,
  to: Uint8ClampedArray | Float32Array,
  at: number,
): void {
  const a = start + from[i * 4]! * stride;
  const b = start + from[i * 4 + 1]! * stride;
  const c = start + from[i * 4 + 2]! * stride;
  const d = start + from[i * 4 + 3]! * stride;
  const wa = weights[i * 4]!;
  const wb = weights[i * 4 + 1]!;
  const wc = weights[i * 4 + 2]!;
  const wd = weights[i * 4 + 3]!;
  for (let n = 0; n < length; n++) {
    to[at + n] =
      wa * source[a + n]! + wb * source[b + n]! + wc * source[c + n]! + wd * source[d + n]!;
  }
}
