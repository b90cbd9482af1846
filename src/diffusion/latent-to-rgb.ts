/**
 * The linear map from a clean Stage C latent to colours that a live preview needs, learned from finished pictures:
 * ridge regression over latent cells, from running sums that take one more picture in a millisecond.
 */

/** Colour of a cell, 0 to 1: weights [3][channels] times the cell's values, plus bias [3]. */
export interface LatentToRgb {
  weights: number[][];
  bias: number[];
}

/**
 * Sums over the cells seen so far, with a 1 behind each cell's values for the bias: all that the regression needs of
 * them. Plain numbers, so that it goes through JSON.
 */
export interface LatentToRgbSums {
  channels: number;
  /** Products of two values of a cell, of [channels + 1][channels + 1] the rows of the lower triangle. */
  products: number[];
  /** Products of a value and a colour, [channels + 1][3]. */
  colours: number[];
}

/** More cells than this count only in part, the older the less: 28 pictures of 24 x 24 cells. */
const MOST_CELLS = 2 ** 14;

/**
 * Strength of the ridge, in cells of average spread: directions in which the pictures hardly differ get hardly any
 * weight.
 */
const RIDGE_CELLS = 1;

/**
 * Latents are about N(0, 1) over all pictures, so a cell of zeros is about grey. So many such cells are presumed: with
 * one or two pictures, whose mean is far from 0, that is worth 1.3 dB.
 */
const GREY_CELLS = 16;
const GREY = 0.5;

/** Values that vary by less than this part of their squares vary by rounding. */
const ROUNDING = 1e-9;

export function emptySums(channels: number): LatentToRgbSums {
  const size = channels + 1;
  return {
    channels,
    products: new Array<number>((size * (size + 1)) / 2).fill(0),
    colours: new Array<number>(size * 3).fill(0),
  };
}

/** How many cells the sums weigh. */
export function cellsIn(sums: LatentToRgbSums): number {
  return sums.products.at(-1)!;
}

/**
 * The sums with one more picture; those given stay as they are. Cells with values that are not finite are left out.
 * @param latent float32 [channels, cells], clean
 * @param colours [cells][3], red, green and blue from 0 to 1
 */
export function addPicture(
  sums: LatentToRgbSums,
  latent: ArrayLike<number>,
  colours: ArrayLike<number>,
): LatentToRgbSums {
  const { channels } = sums;
  const cells = colours.length / 3;
  if (latent.length !== channels * cells) {
    throw new RangeError(
      `Expected a latent of ${channels} channels in ${cells} cells; received ${latent.length} values.`,
    );
  }
  const next = {
    channels,
    products: Float64Array.from(sums.products),
    colours: Float64Array.from(sums.colours),
  };
  const values = new Float64Array(channels + 1).fill(1);
  const colour = new Float64Array(3);
  for (let cell = 0; cell < cells; cell++) {
    for (let c = 0; c < channels; c++) values[c] = latent[c * cells + cell]!;
    for (let i = 0; i < 3; i++) colour[i] = colours[cell * 3 + i]!;
    if (!values.every(Number.isFinite) || !colour.every(Number.isFinite)) continue;
    let at = 0;
    for (let i = 0; i <= channels; i++) {
      const value = values[i]!;
      for (let j = 0; j <= i; j++) next.products[at++]! += value * values[j]!;
      for (let j = 0; j < 3; j++) next.colours[i * 3 + j]! += value * colour[j]!;
    }
  }
  const keep = Math.min(1, MOST_CELLS / next.products.at(-1)!);
  const kept = (value: number) => value * keep;
  return {
    channels,
    products: Array.from(next.products, kept),
    colours: Array.from(next.colours, kept),
  };
}

/**
 * The map that fits the pictures so far best; null before the first.
 * Where they tell nothing of a direction its weight is near 0, so that a picture of one colour gives that colour.
 */
export function fitLatentToRgb(sums: LatentToRgbSums): LatentToRgb | null {
  const { channels, products, colours } = sums;
  if (!(cellsIn(sums) > 0)) return null;
  const cells = cellsIn(sums) + GREY_CELLS;
  const product = (i: number, j: number) => products[(i * (i + 1)) / 2 + j]! / cells;
  const means = Array.from({ length: channels }, (_, c) => product(channels, c));
  const colourMeans = [0, 1, 2].map(
    (i) => (colours[channels * 3 + i]! + GREY_CELLS * GREY) / cells,
  );
  // About their means the bias falls out of the equations, and the ridge does not shrink it.
  const covariance = means.map((mean, i) =>
    means.slice(0, i + 1).map((other, j) => product(i, j) - mean * other),
  );
  const spread = covariance.reduce((sum, row) => sum + row.at(-1)!, 0);
  const power = means.reduce((sum, _, c) => sum + product(c, c), 0);
  const ridge = (RIDGE_CELLS / cells) * (spread / channels);
  for (const row of covariance) row[row.length - 1]! += ridge;
  const factor = spread > ROUNDING * power ? cholesky(covariance) : null;
  const weights = colourMeans.map((colourMean, i) =>
    factor === null
      ? means.map(() => 0)
      : solve(
          factor,
          means.map((mean, c) => colours[c * 3 + i]! / cells - mean * colourMean),
        ),
  );
  const bias = colourMeans.map((colourMean, i) =>
    weights[i]!.reduce((left, weight, c) => left - weight * means[c]!, colourMean),
  );
  return { weights, bias };
}

/** L with L times its transpose the matrix, both as the rows of the lower triangle; null if it is not positive definite. */
function cholesky(matrix: readonly (readonly number[])[]): number[][] | null {
  const factor: number[][] = [];
  for (const [i, row] of matrix.entries()) {
    const own: number[] = [];
    for (let j = 0; j <= i; j++) {
      let left = row[j]!;
      const other = j < i ? factor[j]! : own;
      for (let k = 0; k < j; k++) left -= own[k]! * other[k]!;
      if (j < i) own.push(left / other[j]!);
      else if (left > 0) own.push(Math.sqrt(left));
      else return null;
    }
    factor.push(own);
  }
  return factor;
}

/** x of L Lᵀ x = right. */
function solve(factor: readonly (readonly number[])[], right: readonly number[]): number[] {
  const x = [...right];
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) x[i]! -= factor[i]![j]! * x[j]!;
    x[i]! /= factor[i]![i]!;
  }
  for (let i = x.length - 1; i >= 0; i--) {
    for (let j = i + 1; j < x.length; j++) x[i]! -= factor[j]![i]! * x[j]!;
    x[i]! /= factor[i]![i]!;
  }
  return x;
}
