import { bilinearRows } from './resize.ts';

/** Pictures as networks see them: planes of red, green and blue, float32 [3, height, width]. */

interface Rgba {
  width: number;
  height: number;
  /** Interleaved bytes, rows top to bottom. */
  rgba: ArrayLike<number>;
}

const COLOURS = 3;

/** Bytes to planes in [0, 1]; what is transparent lets white through. */
export function planesOverWhite({ width, height, rgba }: Rgba): Float32Array<ArrayBuffer> {
  const size = width * height;
  const planes = new Float32Array(COLOURS * size);
  for (let i = 0; i < size; i++) {
    const alpha = rgba[4 * i + 3]! / 255;
    for (let c = 0; c < COLOURS; c++) {
      planes[c * size + i] = (rgba[4 * i + c]! / 255) * alpha + 1 - alpha;
    }
  }
  return planes;
}

interface Size {
  width: number;
  height: number;
}

/**
 * `interpolate(mode='bilinear', antialias=True, align_corners=False)` of planes.
 * @param planes float32 [n, from.height, from.width]
 * @returns float32 [n, to.height, to.width]
 */
export function resizedPlanes(
  planes: Float32Array<ArrayBuffer>,
  from: Size,
  to: Size,
): Float32Array<ArrayBuffer> {
  if (from.width === to.width && from.height === to.height) return planes;
  const count = planes.length / (from.width * from.height);
  const across = bilinearRows(from.width, to.width);
  const down = bilinearRows(from.height, to.height);
  const narrow = new Float32Array(count * from.height * to.width);
  for (let row = 0; row < count * from.height; row++) {
    const start = row * from.width;
    across.forEach(({ from: first, weights }, column) => {
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * planes[start + first + k]!;
      narrow[row * to.width + column] = sum;
    });
  }
  const resized = new Float32Array(count * to.height * to.width);
  for (let plane = 0; plane < count; plane++) {
    down.forEach(({ from: first, weights }, row) => {
      const out = (plane * to.height + row) * to.width;
      for (let k = 0; k < weights.length; k++) {
        const start = (plane * from.height + first + k) * to.width;
        const weight = weights[k]!;
        for (let column = 0; column < to.width; column++) {
          resized[out + column]! += weight * narrow[start + column]!;
        }
      }
    });
  }
  return resized;
}

/** (planes - mean) / std, for each colour. */
export function normalised(
  planes: Float32Array<ArrayBuffer>,
  { mean, std }: { mean: readonly number[]; std: readonly number[] },
): Float32Array<ArrayBuffer> {
  const size = planes.length / COLOURS;
  return planes.map((value, i) => {
    const colour = Math.floor(i / size);
    return (value - mean[colour]!) / std[colour]!;
  });
}
