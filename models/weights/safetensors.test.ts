import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SafetensorsFile, writeSafetensors } from './safetensors.ts';

const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file with this header and so many bytes behind it. */
function file(header: unknown, bytes: number, claimed?: bigint): string {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimed ?? BigInt(json.length));
  const path = join(folder, `${Math.random()}.safetensors`);
  writeFileSync(path, Buffer.concat([length, json, Buffer.alloc(bytes)]));
  return path;
}

const tensor = (dtype: string, shape: number[], from: number, to: number) => ({
  x: { dtype, shape, data_offsets: [from, to] },
});

describe('safetensors', () => {
  it('reads back what it wrote', async () => {
    const path = join(folder, 'round.safetensors');
    const data = Float32Array.of(1.5, -2, 3e-8, 7e7, 0, 1 / 3);
    await writeSafetensors(path, new Map([['a.b', { shape: [2, 3], data }]]));
    expect(new SafetensorsFile(path).read('a.b')).toEqual({ shape: [2, 3], data });
  });

  it.each([
    ['an absurd header length', () => file({}, 0, 2n ** 60n), 'its header claims'],
    ['a header longer than the file', () => file({}, 0, 100n), 'its header claims 100 bytes'],
    ['a header that is no JSON', () => file('{"x"', 4), 'its header is not JSON'],
    ['a header that is a list', () => file([1], 4), 'not a JSON object|not described'],
    ['an unknown type', () => file(tensor('F3', [1], 0, 4), 4), 'unknown type F3'],
    ['offsets of another size', () => file(tensor('F32', [2], 0, 4), 4), 'needs 8 bytes'],
    ['offsets that run backwards', () => file(tensor('F32', [1], 8, 4), 8), 'needs 4 bytes'],
    ['a cut file', () => file(tensor('F32', [4], 0, 16), 12), 'truncated'],
    ['a negative offset', () => file(tensor('F32', [1], -4, 0), 4), 'not described'],
  ])('refuses %s', (_, make, message) => {
    expect(() => new SafetensorsFile(make())).toThrow(new RegExp(message));
  });

  it('names a missing tensor and a wrong type', () => {
    const opened = new SafetensorsFile(file(tensor('I64', [1], 0, 8), 8));
    expect(() => opened.read('y')).toThrow('tensor y is missing');
    expect(() => opened.read('x')).toThrow('tensor x has type I64; expected F32, F16 or BF16');
  });
});
