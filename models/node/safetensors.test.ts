import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SafetensorsFile, writeSafetensors } from './safetensors.ts';

const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file with this header and so many bytes behind it. */
function file(header: unknown, bytes: number, claimed?: bigint): string {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const json = Buffer.isBuffer(header) ? header : Buffer.from(text);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimed ?? BigInt(json.length));
  const path = join(folder, `${Math.random()}.safetensors`);
  writeFileSync(path, Buffer.concat([length, json, Buffer.alloc(bytes)]));
  return path;
}

const tensor = (dtype: string, shape: number[], from: number, to: number) => ({
  x: { dtype, shape, data_offsets: [from, to] },
});

const two = (x: [number, number], y: [number, number]) => ({
  y: { dtype: 'F32', shape: [1], data_offsets: y },
  x: { dtype: 'F32', shape: [1], data_offsets: x },
});

const ENTRY = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
const TWICE = `{"x":${ENTRY}, "\\u0078" : ${ENTRY}}`;
const TWICE_INSIDE = `{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"shape":[1]}}`;
const HUGE = new Array<number>(30).fill(2 ** 50);

function empty(content = ''): string {
  const path = join(folder, 'empty.safetensors');
  writeFileSync(path, content);
  return path;
}

/** A small file of three tensors, and its header's length. */
function sample(): { bytes: Buffer; header: number } {
  const json = JSON.stringify({
    __metadata__: { format: 'pt' },
    'a.weight': { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
    'a.bias': { dtype: 'BF16', shape: [3], data_offsets: [24, 30] },
    b: { dtype: 'F16', shape: [], data_offsets: [30, 32] },
  });
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return {
    bytes: Buffer.concat([length, Buffer.from(json), Buffer.alloc(32, 7)]),
    header: json.length,
  };
}

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
    [
      'bytes between tensors',
      () => file(two([0, 4], [8, 12]), 12),
      'y, from byte .* leaves 4 bytes',
    ],
    [
      'tensors that overlap',
      () => file(two([0, 4], [2, 6]), 6),
      'y, from byte .* overlaps with tensor x',
    ],
    [
      'bytes behind the last tensor',
      () => file(tensor('F32', [1], 0, 4), 9),
      'last 5 bytes belong',
    ],
    ['a tensor twice', () => file(TWICE, 4), 'has the key x twice'],
    ['a key twice in a tensor', () => file(TWICE_INSIDE, 4), 'has the key shape twice'],
    ['a negative side', () => file(tensor('F32', [-1], 0, 4), 4), 'Expected >=0'],
    ['half a side', () => file(tensor('F32', [0.5, 2], 0, 4), 4), 'not described'],
    ['a side beyond numbers', () => file(tensor('F32', [2 ** 60], 0, 4), 4), 'not described'],
    ['a product beyond numbers', () => file(tensor('F32', [2 ** 40, 2 ** 40], 0, 4), 4), 'needs'],
    [
      'infinitely much of nothing',
      () => file(tensor('F32', [...HUGE, 0], 0, 4), 4),
      'needs NaN bytes',
    ],
    ['an offset beyond the file', () => file(tensor('U8', [2 ** 50], 0, 2 ** 50), 4), 'truncated'],
    ['metadata that is no text', () => file({ __metadata__: { a: 1 } }, 0), 'a number as a; exp'],
    ['metadata of null', () => file({ __metadata__: { b: 'c', a: null } }, 0), 'null as a; exp'],
    ['metadata of a list', () => file({ __metadata__: { a: [] } }, 0), 'a list as a; exp'],
    ['nested metadata', () => file({ __metadata__: { a: {} } }, 0), 'an object as a; exp'],
    ['a reserved key', () => file({ __metadata__: { constructor: 1 } }, 0), 'as constructor; exp'],
    ['metadata that is a list', () => file({ __metadata__: [] }, 0), '__metadata__ is a list'],
    ['metadata that is a text', () => file({ __metadata__: 'pt' }, 0), '__metadata__ is a text'],
    ['metadata that is true', () => file({ __metadata__: true }, 0), '__metadata__ is true'],
    ['a header that is no UTF-8', () => file(Buffer.from([0x7b, 0xff, 0x7d]), 0), 'not JSON'],
    ['an empty file', () => empty(), 'it is empty'],
    ['a few bytes', () => empty('1234567'), 'expected at least 8 bytes, received 7'],
    ['a folder', () => folder, 'expected a file, found a folder'],
    ['a negative offset', () => file(tensor('F32', [1], -4, 0), 4), 'not described'],
  ])('refuses %s', (_, make, message) => {
    expect(() => new SafetensorsFile(make())).toThrow(new RegExp(message));
  });

  it('takes null for no metadata, as the reference implementation does', () => {
    const opened = new SafetensorsFile(file({ __metadata__: null, ...tensor('U8', [1], 0, 1) }, 1));
    expect(opened.metadata).toEqual({});
    expect([...opened.tensors.keys()]).toEqual(['x']);
    opened.close();
  });

  it('names a missing tensor and a wrong type', () => {
    const opened = new SafetensorsFile(file(tensor('I64', [1], 0, 8), 8));
    expect(() => opened.read('y')).toThrow('tensor y is missing');
    expect(() => opened.read('x')).toThrow('tensor x has type I64; expected F32, F16 or BF16');
  });

  it('reads float16 and bfloat16 as float32', () => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt16LE(0x3c00, 0); // 1 in float16
    bytes.writeUInt16LE(0xc100, 2); // -2.5
    bytes.writeUInt16LE(0x3f80, 4); // 1 in bfloat16
    bytes.writeUInt16LE(0xc020, 6); // -2.5
    const path = file(
      {
        half: { dtype: 'F16', shape: [2], data_offsets: [0, 4] },
        brain: { dtype: 'BF16', shape: [2], data_offsets: [4, 8] },
      },
      8,
    );
    writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, -8), bytes]));
    const opened = new SafetensorsFile(path);
    expect([...opened.read('half').data]).toEqual([1, -2.5]);
    expect([...opened.read('brain').data]).toEqual([1, -2.5]);
    opened.close();
  });

  it('survives thousands of damaged files: each is read, or refused in words', () => {
    const random = generator(20240601);
    const { bytes: good, header } = sample();
    const path = join(folder, 'fuzzed.safetensors');
    const snippets = [
      '0',
      '-1',
      '1e999',
      '9007199254740993',
      '[]',
      '{}',
      '"',
      'null',
      '"a.bias"',
      ',',
      '7',
      '}',
    ];
    let opened = 0;
    for (let i = 0; i < 3000; i++) {
      let bytes = Buffer.from(good);
      for (let n = 1 + random(3); n > 0; n--) {
        const at = 8 + random(header);
        const kind = random(5);
        if (kind === 0) bytes[random(bytes.length)] = random(256);
        else if (kind === 1) bytes = Buffer.from(bytes.subarray(0, random(bytes.length + 1)));
        else if (kind === 2 && bytes.length >= 8) bytes.writeUInt8(random(256), random(8));
        else {
          const snippet = Buffer.from(snippets[random(snippets.length)]!);
          const skip = random(6);
          const rest = kind === 3 ? bytes.subarray(at + skip) : bytes.subarray(at);
          bytes = Buffer.concat([bytes.subarray(0, at), snippet, rest]);
          // Half the time with a length that fits, so that what stands inside comes into play.
          if (random(2) && bytes.length >= 8) {
            bytes.writeBigUInt64LE(BigInt(Math.max(0, bytes.length - 40)));
          }
        }
      }
      writeFileSync(path, bytes);
      if (survives(path, bytes.length)) opened++;
    }
    // Mutations that leave nothing to refuse, and others: both sides were tried.
    expect(opened).toBeGreaterThan(50);
    expect(opened).toBeLessThan(2500);
  });
});

/** Whether a file was read; if not, it was refused in words. */
function survives(path: string, size: number): boolean {
  let found: SafetensorsFile;
  try {
    found = new SafetensorsFile(path);
  } catch (error) {
    const { name, message } = error as Error;
    const inWords = message.startsWith(`${path} is not a valid safetensors file: `);
    if (name === 'Error' && inWords && message.length < 1000) return false;
    throw error;
  }
  let sum = 0;
  for (const [name, { start, end, dtype }] of found.tensors) {
    if (start < 8 || end > size) throw new Error(`${name} lies outside of the file`);
    sum += end - start;
    if (['F32', 'F16', 'BF16'].includes(dtype)) found.read(name);
  }
  found.close();
  if (sum > size) throw new Error('The tensors have more bytes than the file');
  return true;
}

/** Numbers below a limit, always the same for a seed. */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
