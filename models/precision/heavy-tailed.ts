import { TorchGenerator } from '../../src/diffusion/noise.ts';

/**
 * Weights as trained networks have them, for measuring what fewer bits cost: Student's t (tails
 * heavier than normal), and input channels of very different sizes.
 */

export interface HeavyTails {
  seed: number;
  /** Root mean square of a value, outlying channels apart. */
  size: number;
  /** Degrees of freedom; 5 gives an excess kurtosis of 6. */
  freedom?: number;
  /** One input channel in this many is `OUTLIER` times as large. */
  outlierEvery?: number;
}

const OUTLIER = 8;

/** [rows, columns], deterministic. */
export function heavyTailed(
  rows: number,
  columns: number,
  { seed, size, freedom = 5, outlierEvery = 64 }: HeavyTails,
): Float32Array<ArrayBuffer> {
  const generator = new TorchGenerator(seed);
  const values = generator.randn(rows * columns);
  // The chi-squared variables of neighbours overlap: cheap, and each value by itself is exact.
  const chi = generator.randn(rows * columns + freedom);
  const channels = generator.randn(columns);
  const unit = size / Math.sqrt(freedom / (freedom - 2));
  for (let i = 0; i < values.length; i++) {
    let sum = 0;
    for (let k = 0; k < freedom; k++) sum += chi[i + k]! ** 2;
    const column = i % columns;
    const channel = Math.exp(0.3 * channels[column]!) * (column % outlierEvery === 7 ? OUTLIER : 1);
    values[i]! *= (unit * channel) / Math.sqrt(sum / freedom);
  }
  return values;
}
