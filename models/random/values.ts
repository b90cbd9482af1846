import { TorchGenerator } from '../../src/diffusion/noise.ts';

/**
 * Random values at the speed of a disk: a table of draws is made once, and every stretch of a tensor
 * takes a stretch of the table from a random place. The values of one tensor repeat, then, but no two
 * stretches of it stand at the same distance.
 */

const TABLE = 2 ** 18;
const STRETCH = 2 ** 14;
/** Student's t with so few degrees of freedom has the tails that trained weights have. */
const FREEDOM = 5;

export class RandomValues {
  private readonly table: Float32Array;
  private readonly generator: TorchGenerator;

  constructor(seed: number) {
    this.generator = new TorchGenerator(seed);
    this.table = studentT(this.generator, TABLE + STRETCH);
  }

  /** Values of this mean and standard deviation. */
  fill(values: Float32Array, mean: number, deviation: number): void {
    const stretches = Math.ceil(values.length / STRETCH);
    const places = this.generator.randn(stretches);
    for (let i = 0; i < stretches; i++) {
      const place = Math.floor((Math.abs(places[i]!) * 1e6) % TABLE);
      const to = Math.min(values.length, (i + 1) * STRETCH);
      for (let at = i * STRETCH, from = place; at < to; at++, from++) {
        values[at] = mean + deviation * this.table[from]!;
      }
    }
  }
}

/** Of unit variance. */
function studentT(generator: TorchGenerator, length: number): Float32Array {
  const normal = generator.randn(length);
  const squares = new Float32Array(length);
  for (let i = 0; i < FREEDOM; i++) {
    generator.randn(length).forEach((value, at) => (squares[at]! += value * value));
  }
  const unit = Math.sqrt((FREEDOM - 2) / FREEDOM);
  return normal.map((value, at) => (unit * value) / Math.sqrt(squares[at]! / FREEDOM));
}
