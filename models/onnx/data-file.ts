import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { toHalfArray } from '../weights/float16.ts';

/** Types in which weights are stored. */
export type StoredType = 'f32' | 'f16';

export interface StoredTensor {
  type: StoredType;
  location: string;
  offset: number;
  length: number;
}

/** Where a graph's weights go. */
export interface WeightSink {
  /** True where values are neither wanted nor looked at. */
  readonly shapesOnly: boolean;
  /** Where tensor `name` lies; `make` is called only on first use. */
  add(name: string, type: StoredType, entries: number, make: () => Float32Array): StoredTensor;
}

export interface WrittenFile {
  path: string;
  sizeBytes: number;
  sha256: string;
}

/** Shards stay below this, so that any browser can hold one and a download can resume. */
const SHARD_BYTES = 200 * 2 ** 20;
const ALIGNMENT = 64;

/**
 * External data of one network. Tensors are written once, in the order of first use; several
 * graphs may refer to the same tensor by name. Nothing is kept in memory but the ranges.
 */
export class DataFile implements WeightSink {
  readonly shapesOnly = false;
  private readonly stored = new Map<string, StoredTensor>();
  private readonly written: WrittenFile[] = [];
  private readonly folder: string;
  private readonly stem: string;
  private current: { path: string; descriptor: number; hash: Hash; size: number } | null = null;

  constructor(folder: string, stem: string) {
    this.folder = folder;
    this.stem = stem;
  }

  add(name: string, type: StoredType, entries: number, make: () => Float32Array): StoredTensor {
    const known = this.stored.get(name);
    if (known) return known;
    const values = make();
    if (values.length !== entries) {
      throw new Error(`${name}: expected ${entries} values, received ${values.length}`);
    }
    const typed = type === 'f16' ? toHalfArray(values) : values;
    const bytes = new Uint8Array(typed.buffer, typed.byteOffset, typed.byteLength);
    if (this.current && this.current.size + bytes.length > SHARD_BYTES) this.finishShard();
    this.current ??= this.openShard();
    const padding = (ALIGNMENT - (this.current.size % ALIGNMENT)) % ALIGNMENT;
    if (padding > 0) this.write(new Uint8Array(padding));
    const offset = this.current.size;
    this.write(bytes);
    const range = { type, location: this.current.path, offset, length: bytes.length };
    this.stored.set(name, range);
    return range;
  }

  /** Ends writing; the files with their sizes and hashes. */
  finish(): WrittenFile[] {
    this.finishShard();
    return this.written;
  }

  private openShard() {
    const path = `${this.stem}.${String(this.written.length).padStart(2, '0')}.bin`;
    return {
      path,
      descriptor: openSync(join(this.folder, path), 'wx'),
      hash: createHash('sha256'),
      size: 0,
    };
  }

  private write(bytes: Uint8Array): void {
    const shard = this.current!;
    for (let done = 0; done < bytes.length;) {
      done += writeSync(shard.descriptor, bytes, done, bytes.length - done);
    }
    shard.hash.update(bytes);
    shard.size += bytes.length;
  }

  private finishShard(): void {
    if (!this.current) return;
    const { path, descriptor, hash, size } = this.current;
    closeSync(descriptor);
    this.written.push({ path, sizeBytes: size, sha256: hash.digest('hex') });
    this.current = null;
  }
}

/** Counts what a graph would store. */
export class ShapeSink implements WeightSink {
  readonly shapesOnly = true;
  private readonly sizes = new Map<string, { type: StoredType; entries: number }>();

  add(name: string, type: StoredType, entries: number, make: () => Float32Array): StoredTensor {
    // Whoever makes the values may note what they would have been made of.
    if (!this.sizes.has(name)) make();
    this.sizes.set(name, { type, entries });
    return { type, location: '', offset: 0, length: 0 };
  }

  /** Entries stored in this type. */
  entries(wanted: StoredType): number {
    return [...this.sizes.values()]
      .filter(({ type }) => type === wanted)
      .reduce((sum, { entries }) => sum + entries, 0);
  }
}
