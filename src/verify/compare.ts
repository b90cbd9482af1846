/** How far apart two lists of numbers are. */
export interface Difference {
  /** Largest error. */
  maximum: number;
  /** Largest error over the largest magnitude expected. */
  relative: number;
}

/** NaN, wherever it stands, makes both numbers NaN or infinite: neither passes for small. */
export function compare(actual: ArrayLike<number>, expected: ArrayLike<number>): Difference {
  if (actual.length !== expected.length) {
    throw new Error(`Expected ${expected.length} values, received ${actual.length}`);
  }
  let maximum = 0;
  let scale = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (!(difference <= maximum)) maximum = difference; // keeps NaN
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return { maximum, relative: maximum === 0 ? 0 : maximum / scale };
}

/** RGBA bytes without their A. */
export function withoutAlpha(rgba: ArrayLike<number>): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let i = 0; i < rgb.length; i++) rgb[i] = rgba[Math.floor(i / 3) * 4 + (i % 3)]!;
  return rgb;
}

/** Peak signal-to-noise ratio in dB of bytes; infinite where they are equal. */
export function psnr(actual: Uint8Array, expected: Uint8Array): number {
  if (actual.length !== expected.length) {
    throw new Error(`Expected ${expected.length} bytes, received ${actual.length}`);
  }
  let sum = 0;
  for (let i = 0; i < expected.length; i++) sum += (actual[i]! - expected[i]!) ** 2;
  return 10 * Math.log10(255 ** 2 / (sum / expected.length));
}
