import { readFileSync, writeFileSync } from 'node:fs';
import { toHalfArray } from '../../src/exporter/weights/float16.ts';
import { SafetensorsFile, writeSafetensors, type FloatTensor } from '../node/safetensors.ts';

/** What tests do to a copy of a checkpoint. */

/** Changes a JSON file in place. */
export function editJson(path: string, change: (json: Record<string, unknown>) => void): void {
  const json = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  change(json);
  writeFileSync(path, JSON.stringify(json));
}

/** Rewrites a weight file with other tensors. */
export async function editTensors(
  path: string,
  change: (tensors: Map<string, FloatTensor>) => void,
) {
  const file = new SafetensorsFile(path);
  const tensors = new Map([...file.tensors.keys()].map((name) => [name, file.read(name)]));
  file.close();
  change(tensors);
  await writeSafetensors(path, tensors);
}

/** Rewrites a float32 weight file in a type of half the bytes. */
export function halve(path: string, type: 'F16' | 'BF16'): void {
  const file = new SafetensorsFile(path);
  const header: Record<string, unknown> = {};
  const bodies: Uint8Array[] = [];
  let end = 0;
  for (const name of file.tensors.keys()) {
    const { shape, data } = file.read(name);
    const bits = new Uint32Array(data.buffer);
    const halves = type === 'F16' ? toHalfArray(data) : Uint16Array.from(bits, (b) => b >>> 16);
    const from = end;
    end += halves.byteLength;
    header[name] = { dtype: type, shape, data_offsets: [from, end] };
    bodies.push(new Uint8Array(halves.buffer));
  }
  file.close();
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(path, Buffer.concat([length, json, ...bodies]));
}

/** Changes a float32 tensor's values in place; whatever else is in the file stays as it is. */
export function overwrite(path: string, name: string, change: (data: Float32Array) => void): void {
  const file = new SafetensorsFile(path);
  const { data } = file.read(name);
  const { start } = file.tensors.get(name)!;
  file.close();
  change(data);
  const bytes = readFileSync(path);
  bytes.set(new Uint8Array(data.buffer), start);
  writeFileSync(path, bytes);
}
