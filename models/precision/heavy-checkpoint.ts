import { Checkpoint, ShapeRecorder } from '../../src/exporter/weights/checkpoint.ts';
import type { Matrix } from '../../src/exporter/weights/matrix.ts';
import { heavyTailed } from './heavy-tailed.ts';

/** A checkpoint of any shape, in memory: weights with heavy tails and outlying channels. */
export class HeavyCheckpoint extends Checkpoint {
  private readonly shapes = new ShapeRecorder(() => true);
  private readonly factor: (name: string) => number;

  /** @param factor what a tensor's values are multiplied by */
  constructor(factor: (name: string) => number = () => 1) {
    super();
    this.factor = factor;
  }

  tensor(name: string, shape: readonly number[]): Matrix {
    const { rows, columns } = this.shapes.tensor(name, shape);
    return {
      rows,
      columns,
      read: (from, to) => {
        const values = makeValues(name, rows, columns);
        const factor = this.factor(name);
        const part = values.slice(from * columns, to * columns).map((value) => value * factor);
        return Promise.resolve(part);
      },
    };
  }

  has(): boolean {
    return true;
  }
}

/** Where a tensor's values lie in a trained network, roughly. */
function makeValues(name: string, rows: number, columns: number): Float32Array<ArrayBuffer> {
  const seed = seedOf(name);
  if (/norm\d?\.weight$/.test(name)) return oneRow(columns, seed, 1, 0.2);
  if (/gammas$|gamma$|beta$/.test(name)) return oneRow(columns, seed, 0, 0.2);
  if (/bias$/.test(name)) return oneRow(columns, seed, 0, 0.05);
  if (/embedding/.test(name)) return heavyTailed(rows, columns, { seed, size: 0.3 });
  // What the last layers give is divided by: far from 0.
  const gain = /^(out|clf)\.1\./.test(name) ? 0.1 : 1;
  return heavyTailed(rows, columns, { seed, size: gain / Math.sqrt(columns) });
}

const oneRow = (columns: number, seed: number, mean: number, size: number) =>
  heavyTailed(1, columns, { seed, size, outlierEvery: Infinity }).map((value) => mean + value);

/** FNV-1a. */
function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash;
}
