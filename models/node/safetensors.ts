import { closeSync, fstatSync, openSync } from 'node:fs';
import { open } from 'node:fs/promises';
import {
  BYTES,
  headerBytes,
  isFloat,
  LENGTH_BYTES,
  parseHeader,
  tensorBytes,
  wrongType,
  type Header,
  type TensorInfo,
} from '../../src/exporter/formats/safetensors.ts';
import { floatsAt } from '../../src/exporter/weights/float16.ts';
import { assertFile } from './file-kind.ts';
import { readFully } from './file-source.ts';

/** Safetensors files on the disk, for what is small: records, golden values, latents. */

export interface FloatTensor {
  shape: number[];
  data: Float32Array<ArrayBuffer>;
}

/** An open safetensors file. */
export class SafetensorsFile {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** What the writer noted, in words: `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
  private readonly descriptor: number;

  /** @throws Error naming the file and what is wrong with its header. */
  constructor(path: string) {
    this.path = path;
    assertFile(path);
    this.descriptor = openSync(path, 'r');
    try {
      const { tensors, metadata } = readHeader(path, this.descriptor);
      this.tensors = tensors;
      this.metadata = metadata;
    } catch (error) {
      closeSync(this.descriptor);
      throw error;
    }
  }

  /** A float tensor as float32, whatever its stored type. */
  read(name: string): FloatTensor {
    const { shape } = this.info(name);
    const entries = shape.reduce((product, side) => product * side, 1);
    return { shape, data: this.readRange(name, 0, entries) };
  }

  /** Entries [from, to) of a float tensor as float32. */
  readRange(name: string, from: number, to: number): Float32Array<ArrayBuffer> {
    const { dtype, start } = this.info(name);
    if (!isFloat(dtype)) throw new Error(`${this.path}: tensor ${name} ${wrongType(dtype)}`);
    const size = BYTES[dtype];
    const bytes = new Uint8Array((to - from) * size);
    readFully(this.path, this.descriptor, bytes, start + from * size);
    return floatsAt(dtype, bytes, 0, to - from);
  }

  /** An int32 tensor. */
  readInt32(name: string): { shape: number[]; data: Int32Array<ArrayBuffer> } {
    const info = this.info(name);
    if (info.dtype !== 'I32') {
      throw new Error(`${this.path}: tensor ${name} has type ${info.dtype}; expected I32`);
    }
    return { shape: info.shape, data: new Int32Array(this.bytes(info)) };
  }

  /** A uint8 tensor. */
  readUint8(name: string): { shape: number[]; data: Uint8Array<ArrayBuffer> } {
    const info = this.info(name);
    if (info.dtype !== 'U8') {
      throw new Error(`${this.path}: tensor ${name} has type ${info.dtype}; expected U8`);
    }
    return { shape: info.shape, data: new Uint8Array(this.bytes(info)) };
  }

  close(): void {
    closeSync(this.descriptor);
  }

  private info(name: string): TensorInfo {
    const info = this.tensors.get(name);
    if (!info) throw new Error(`${this.path}: tensor ${name} is missing`);
    return info;
  }

  private bytes(info: TensorInfo): ArrayBuffer {
    const bytes = new Uint8Array(info.end - info.start);
    readFully(this.path, this.descriptor, bytes, info.start);
    return bytes.buffer;
  }
}

function readHeader(path: string, descriptor: number): Header {
  const { size } = fstatSync(descriptor);
  const start = new Uint8Array(Math.min(size, LENGTH_BYTES));
  readFully(path, descriptor, start, 0);
  const bytes = new Uint8Array(headerBytes(path, size, start));
  readFully(path, descriptor, bytes, LENGTH_BYTES);
  return parseHeader(path, size, bytes);
}

/** What stands before the tensors' bytes in a file that holds these in this order. */
export function safetensorsHeader(
  tensors: readonly { name: string; dtype: TensorInfo['dtype']; shape: readonly number[] }[],
): Uint8Array {
  const header: Record<string, unknown> = {};
  let offset = 0;
  for (const { name, dtype, shape } of tensors) {
    const end = offset + tensorBytes({ dtype, shape: [...shape] });
    header[name] = { dtype, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = JSON.stringify(header);
  // Padding with spaces keeps the tensors aligned to eight bytes.
  const headerBytes = Buffer.from(json.padEnd(Math.ceil(Buffer.byteLength(json) / 8) * 8));
  const lengthBytes = Buffer.alloc(8);
  lengthBytes.writeBigUInt64LE(BigInt(headerBytes.length));
  return Buffer.concat([lengthBytes, headerBytes]);
}

/** Writes float32 tensors to a new safetensors file. */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, { shape: readonly number[]; data: Float32Array }>,
): Promise<void> {
  const list = [...tensors].map(([name, { shape }]) => ({ name, dtype: 'F32' as const, shape }));
  const file = await open(path, 'w');
  try {
    await file.writeFile(safetensorsHeader(list));
    for (const { data } of tensors.values()) {
      await file.writeFile(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
  } finally {
    await file.close();
  }
}
