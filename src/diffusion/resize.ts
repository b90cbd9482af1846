/**
 * Antialiased resizes as weights of one axis: bicubic, which fits the Stage C latent to Stage B's levels, and bilinear,
 * which makes pictures smaller for the encoders. A resize is separable and linear, so `resized = R X C^T`, with R for
 * the rows and C for the columns.
 */

/** Keys' cubic; torch uses -0.5 with antialiasing (and -0.75 without). */
const CUBIC_A = -0.5;
/** The cubic is zero from here. */
const CUBIC_RADIUS = 2;

/**
 * The matrix of `torch.nn.functional.interpolate(mode='bicubic', antialias=True,
 * align_corners=True)` along one axis: float32, row-major [outSize, inSize], rows sum to 1.
 * Computed in float64; equal to torch in float64 up to the final rounding (6e-8 relative).
 *
 * torch's antialiased kernel lets `align_corners` change the scale, (in - 1) / (out - 1), but not
 * the centres, scale * (i + 0.5): corners are therefore not aligned. Reproduced, not corrected.
 * Source: ATen `native/cpu/UpSampleKernel.cpp`, `_compute_weights_aa` and `aa_filter_bicubic`.
 * @param inSize integer from 1
 * @param outSize integer from 1
 * @throws RangeError for other sizes.
 */
export function bicubicMatrix(inSize: number, outSize: number): Float32Array<ArrayBuffer> {
  const scale = outSize > 1 ? (inSize - 1) / (outSize - 1) : 0;
  const rows = filterRows(inSize, outSize, { scale, radius: CUBIC_RADIUS, filter: cubic });
  const matrix = new Float32Array(outSize * inSize);
  rows.forEach(({ from, weights }, row) => matrix.set(weights, row * inSize + from));
  return matrix; // [outSize, inSize]
}

/** What one output is the weighted sum of: inputs from `from` on. Weights sum to 1. */
interface FilterRow {
  from: number;
  weights: number[];
}

/**
 * The same of `interpolate(mode='bilinear', antialias=True, align_corners=False)` along one axis, a row for each of
 * `outSize` outputs: pictures are larger than matrices should be. Computed in float64.
 * @param inSize integer from 1
 * @param outSize integer from 1
 * @throws RangeError for other sizes.
 */
export function bilinearRows(inSize: number, outSize: number): FilterRow[] {
  const triangle = (offset: number) => Math.max(0, 1 - Math.abs(offset));
  return filterRows(inSize, outSize, { scale: inSize / outSize, radius: 1, filter: triangle });
}

function filterRows(
  inSize: number,
  outSize: number,
  { scale, radius, filter }: { scale: number; radius: number; filter: (offset: number) => number },
): FilterRow[] {
  assertSide('inSize', inSize);
  assertSide('outSize', outSize);
  const stretch = Math.max(scale, 1);
  const support = radius * stretch;
  return Array.from({ length: outSize }, (_, row) => {
    const centre = scale * (row + 0.5);
    const from = Math.max(Math.trunc(centre - support + 0.5), 0);
    const to = Math.min(Math.trunc(centre + support + 0.5), inSize);
    const weights: number[] = [];
    for (let column = from; column < to; column++) {
      weights.push(filter((column - centre + 0.5) / stretch));
    }
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { from, weights: weights.map((weight) => weight / total) };
  });
}

function cubic(offset: number): number {
  const x = Math.abs(offset);
  if (x < 1) return ((CUBIC_A + 2) * x - (CUBIC_A + 3)) * x * x + 1;
  if (x < CUBIC_RADIUS) return (((x - 5) * x + 8) * x - 4) * CUBIC_A;
  return 0;
}

function assertSide(name: string, side: number): void {
  if (!Number.isInteger(side) || side < 1) {
    throw new RangeError(`Expected ${name} to be an integer from 1; received ${side}.`);
  }
}
