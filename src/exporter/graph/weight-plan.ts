import type { Encoding } from '../weights/encoding.ts';
import type { Matrix } from '../weights/matrix.ts';
import type { DataType } from '../formats/onnx.ts';

/** A tensor as a graph names it. */
export interface StoredTensor {
  name: string;
  type: DataType;
}

interface PlannedPart {
  type: DataType;
  /** Within its shard. */
  offset: number;
  sizeBytes: number;
}

/** A matrix with all that it is stored as. */
export interface PlannedMatrix {
  name: string;
  matrix: Matrix;
  encoding: Encoding;
  /** In the order in which they lie in the shard, one behind the other. */
  parts: Map<string, PlannedPart>;
}

export interface PlannedShard {
  index: number;
  sizeBytes: number;
  matrices: PlannedMatrix[];
}

/** A range of a shard, in bytes. */
export interface Place {
  shard: number;
  offset: number;
  length: number;
}

/**
 * Shards stay below this, so that any browser can hold one and a download can resume. A tensor that
 * is larger by itself has a shard of its own: in ONNX it cannot lie in two files.
 */
const SHARD_BYTES = 128 * 2 ** 20;
const ALIGNMENT = 64;

/** Numbers of shards that are tried. */
const LAYOUTS = 16;

const aligned = (offset: number) => Math.ceil(offset / ALIGNMENT) * ALIGNMENT;

/**
 * External data of one network, before any of it is read: which tensors it has, in the order of first
 * use, and where each will lie. Several graphs may refer to the same tensor by name.
 */
export class WeightPlan {
  /** What its shards' names begin with. */
  readonly name: string;
  private readonly matrices = new Map<string, PlannedMatrix>();
  private laidOut: PlannedShard[] | null = null;
  private readonly places = new Map<string, Place>();

  constructor(name: string) {
    this.name = name;
  }

  /** @returns one tensor for each part of the encoding */
  add(name: string, matrix: Matrix, encoding: Encoding): StoredTensor[] {
    const parts = encoding.parts(matrix.columns);
    if (!this.matrices.has(name)) {
      if (this.laidOut) throw new Error(`${name} comes after the weights have found their places`);
      const planned = parts.map(
        ({ suffix, type, rowBytes }) =>
          [`${name}${suffix}`, { type, offset: 0, sizeBytes: rowBytes * matrix.rows }] as const,
      );
      this.matrices.set(name, { name, matrix, encoding, parts: new Map(planned) });
    }
    return parts.map(({ suffix, type }) => ({ name: `${name}${suffix}`, type }));
  }

  /** The shards, about equally large; from here on nothing can be added. */
  shards(): readonly PlannedShard[] {
    this.laidOut ??= this.layOut();
    return this.laidOut;
  }

  /** Where a tensor lies; from here on nothing can be added. */
  locate(tensor: string): Place {
    this.shards();
    const place = this.places.get(tensor);
    if (!place) throw new Error(`${tensor} has no place in any shard`);
    return place;
  }

  /** Of a few numbers of shards, the one with the largest smallest shard. */
  private layOut(): PlannedShard[] {
    const all = [...this.matrices.values()];
    const total = all.reduce((sum, matrix) => sum + bytesOf(matrix), 0);
    const fewest = Math.max(1, Math.ceil(total / SHARD_BYTES));
    const layouts = Array.from({ length: LAYOUTS }, (_, i) => fill(all, total / (fewest + i)));
    const smallest = (groups: PlannedMatrix[][]) =>
      Math.min(...groups.map((group) => group.reduce((sum, matrix) => sum + bytesOf(matrix), 0)));
    const best = layouts.reduce((a, b) => (smallest(b) > smallest(a) ? b : a));
    const shards = best.map((matrices, index): PlannedShard => ({ index, sizeBytes: 0, matrices }));
    for (const shard of shards) {
      for (const [name, part] of shard.matrices.flatMap(({ parts }) => [...parts])) {
        part.offset = aligned(shard.sizeBytes);
        shard.sizeBytes = part.offset + part.sizeBytes;
        this.places.set(name, { shard: shard.index, offset: part.offset, length: part.sizeBytes });
      }
    }
    return shards;
  }
}

const bytesOf = ({ parts }: PlannedMatrix) =>
  [...parts.values()].reduce((sum, { sizeBytes }) => sum + aligned(sizeBytes), 0);

/** Matrices in order, in groups that are closed at `target` bytes and never grow beyond a shard's. */
function fill(matrices: readonly PlannedMatrix[], target: number): PlannedMatrix[][] {
  const groups: PlannedMatrix[][] = [];
  let size = Infinity;
  for (const matrix of matrices) {
    const own = bytesOf(matrix);
    if (size >= target || size + own > SHARD_BYTES) {
      groups.push([]);
      size = 0;
    }
    groups.at(-1)!.push(matrix);
    size += own;
  }
  return groups;
}
