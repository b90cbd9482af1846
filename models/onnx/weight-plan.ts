import type { Encoding } from '../weights/encoding.ts';
import type { Matrix } from '../weights/matrix.ts';
import type { DataType } from './proto.ts';

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

  private layOut(): PlannedShard[] {
    const sizeOf = ({ parts }: PlannedMatrix) =>
      [...parts.values()].reduce((sum, { sizeBytes }) => sum + aligned(sizeBytes), 0);
    const all = [...this.matrices.values()];
    const total = all.reduce((sum, matrix) => sum + sizeOf(matrix), 0);
    const target = total / Math.ceil(total / SHARD_BYTES);
    const shards: PlannedShard[] = [];
    for (const matrix of all) {
      let shard = shards.at(-1);
      if (!shard || shard.sizeBytes >= target || shard.sizeBytes + sizeOf(matrix) > SHARD_BYTES) {
        shard = { index: shards.length, sizeBytes: 0, matrices: [] };
        shards.push(shard);
      }
      for (const [name, part] of matrix.parts) {
        part.offset = aligned(shard.sizeBytes);
        shard.sizeBytes = part.offset + part.sizeBytes;
        this.places.set(name, {
          shard: shard.index,
          offset: part.offset,
          length: part.sizeBytes,
        });
      }
      shard.matrices.push(matrix);
    }
    return shards;
  }
}
