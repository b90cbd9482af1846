import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import * as v from 'valibot';
import { fromBfloat16Array, fromHalfArray } from './float16.ts';

/**
 * The safetensors format (huggingface/safetensors README): eight bytes of header length, a JSON
 * header, then the tensors' bytes. Reading is by tensor, so memory does not grow with the file.
 */

const BYTES = { F32: 4, F16: 2, BF16: 2, I64: 8, I32: 4, I16: 2, I8: 1, U8: 1, BOOL: 1, F64: 8 };
type SafetensorsType = keyof typeof BYTES;

/** The reference implementation's limit; a longer header is a corrupt length. */
const MAX_HEADER_BYTES = 100_000_000;

const EntrySchema = v.object({
  dtype: v.string(),
  shape: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
  data_offsets: v.tuple([
    v.pipe(v.number(), v.integer(), v.minValue(0)),
    v.pipe(v.number(), v.integer(), v.minValue(0)),
  ]),
});

export interface TensorInfo {
  dtype: SafetensorsType;
  shape: number[];
  /** Byte range in the file. */
  start: number;
  end: number;
}

export interface FloatTensor {
  shape: number[];
  data: Float32Array<ArrayBuffer>;
}

/** An open safetensors file. */
export class SafetensorsFile {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  private readonly descriptor: number;

  /** @throws Error naming the file and what is wrong with its header. */
  constructor(path: string) {
    this.path = path;
    this.descriptor = openSync(path, 'r');
    try {
      this.tensors = readHeader(path, this.descriptor);
    } catch (error) {
      closeSync(this.descriptor);
      throw error;
    }
  }

  /** A float tensor as float32, whatever its stored type. */
  read(name: string): FloatTensor {
    const info = this.info(name);
    if (!['F32', 'F16', 'BF16'].includes(info.dtype)) {
      throw new Error(
        `${this.path}: tensor ${name} has type ${info.dtype}; expected F32, F16 or BF16`,
      );
    }
    const bytes = this.bytes(info);
    if (info.dtype === 'F32') return { shape: info.shape, data: new Float32Array(bytes) };
    const halves = new Uint16Array(bytes);
    if (info.dtype === 'F16') return { shape: info.shape, data: fromHalfArray(halves) };
    return { shape: info.shape, data: fromBfloat16Array(halves) };
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
    const buffer = new Uint8Array(info.end - info.start);
    let done = 0;
    while (done < buffer.length) {
      const count = readSync(
        this.descriptor,
        buffer,
        done,
        buffer.length - done,
        info.start + done,
      );
      if (count === 0) throw new Error(`${this.path}: the file became shorter while it was read`);
      done += count;
    }
    return buffer.buffer;
  }
}

function readHeader(path: string, descriptor: number): Map<string, TensorInfo> {
  const size = fstatSync(descriptor).size;
  const fail = (what: string) => new Error(`${path} is not a valid safetensors file: ${what}`);
  if (size < 8) throw fail(`expected at least 8 bytes, received ${size}`);
  const lengthBytes = Buffer.alloc(8);
  readSync(descriptor, lengthBytes, 0, 8, 0);
  const length = Number(lengthBytes.readBigUInt64LE());
  if (length > MAX_HEADER_BYTES || 8 + length > size) {
    throw fail(`its header claims ${length} bytes, the file has ${size}`);
  }
  const headerBytes = Buffer.alloc(length);
  readSync(descriptor, headerBytes, 0, length, 8);
  let header: unknown;
  try {
    header = JSON.parse(headerBytes.toString('utf8'));
  } catch {
    throw fail('its header is not JSON');
  }
  const parsed = v.safeParse(v.record(v.string(), v.unknown()), header);
  if (!parsed.success) throw fail('its header is not a JSON object');

  const tensors = new Map<string, TensorInfo>();
  for (const [name, value] of Object.entries(parsed.output)) {
    if (name === '__metadata__') continue;
    const entry = v.safeParse(EntrySchema, value);
    if (!entry.success) throw fail(`tensor ${name} is not described by dtype, shape, data_offsets`);
    const { dtype, shape, data_offsets: offsets } = entry.output;
    if (!(dtype in BYTES)) throw fail(`tensor ${name} has the unknown type ${dtype}`);
    const type = dtype as SafetensorsType;
    const wanted = shape.reduce((product, side) => product * side, 1) * BYTES[type];
    const [from, to] = offsets;
    if (to - from !== wanted) {
      throw fail(`tensor ${name} needs ${wanted} bytes, its offsets span ${to - from}`);
    }
    if (8 + length + to > size) {
      throw fail(`it is truncated: tensor ${name} ends at ${8 + length + to}, the file at ${size}`);
    }
    tensors.set(name, { dtype: type, shape, start: 8 + length + from, end: 8 + length + to });
  }
  return tensors;
}

/** Writes float32 tensors to a new safetensors file. */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, { shape: readonly number[]; data: Float32Array }>,
): Promise<void> {
  const header: Record<string, unknown> = {};
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const json = JSON.stringify(header);
  // Padding with spaces keeps the tensors aligned to eight bytes.
  const headerBytes = Buffer.from(json.padEnd(Math.ceil(Buffer.byteLength(json) / 8) * 8));
  const lengthBytes = Buffer.alloc(8);
  lengthBytes.writeBigUInt64LE(BigInt(headerBytes.length));
  const file = await open(path, 'w');
  try {
    await file.writeFile(lengthBytes);
    await file.writeFile(headerBytes);
    for (const { data } of tensors.values()) {
      await file.writeFile(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
  } finally {
    await file.close();
  }
}
