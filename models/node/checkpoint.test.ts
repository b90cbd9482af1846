import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAll } from '../../src/exporter/weights/matrix.ts';
import { openCheckpoint } from './checkpoint.ts';
import { writeSafetensors } from './safetensors.ts';
import type { Wanted } from '../../src/exporter/weights/variants.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FIRST = 'diffusion_pytorch_model-00001-of-00002.safetensors';
const SECOND = 'diffusion_pytorch_model-00002-of-00002.safetensors';
const INDEX = 'diffusion_pytorch_model.safetensors.index.json';

const shard = (name: string, tensors: Record<string, number[]>) =>
  writeSafetensors(
    join(folder, name),
    new Map(
      Object.entries(tensors).map(([tensor, values]) => [
        tensor,
        { shape: [values.length], data: Float32Array.from(values) },
      ]),
    ),
  );

const index = (map: Record<string, string>) =>
  writeFileSync(join(folder, INDEX), JSON.stringify({ weight_map: map }));

const open = () => openCheckpoint(folder);
const nothing = () => false;
const makeFifo = (path: string) => execFileSync('sh', ['-c', 'mkfifo "$0"', path]);

describe('shards', () => {
  beforeEach(async () => {
    await shard(FIRST, { a: [1], b: [2, 3] });
    await shard(SECOND, { c: [4] });
    index({ a: FIRST, b: FIRST, c: SECOND });
  });

  it('are one checkpoint', async () => {
    const checkpoint = await open();
    expect([...checkpoint.infos().keys()]).toEqual(['a', 'b', 'c']);
    const both = [checkpoint.vector('b', 2), checkpoint.vector('c', 1)].map(readAll);
    expect((await Promise.all(both)).map((values) => [...values])).toEqual([[2, 3], [4]]);
    await checkpoint.close();
  });

  it('that are not there are named', async () => {
    rmSync(join(folder, SECOND));
    await expect(open()).rejects.toThrow(`${INDEX} names shards that are not here: ${SECOND}`);
  });

  it('that lack tensors, or have some that the index does not know, are named', async () => {
    index({ a: FIRST, c: SECOND, d: SECOND, e: FIRST });
    await expect(open()).rejects.toThrow(
      new RegExp(
        `2 missing where the index has them:\n  d, not in .*${SECOND}\n  e, not in .*${FIRST}\n` +
          `1 where the index does not have them:\n  b in .*${FIRST}`,
      ),
    );
  });

  it('that hold a tensor twice are named', async () => {
    await shard(SECOND, { c: [4], a: [9] });
    await expect(open()).rejects.toThrow(new RegExp(`a in .*${SECOND}`));
  });

  it('lie beside their index', async () => {
    index({ a: '../elsewhere.safetensors' });
    await expect(open()).rejects.toThrow('received ../elsewhere.safetensors');
  });

  it('with an index that is none are refused', async () => {
    writeFileSync(join(folder, INDEX), '{"weight_map": "a"}');
    await expect(open()).rejects.toThrow(/index\.json: weight_map/);
    writeFileSync(join(folder, INDEX), '{"weight');
    await expect(open()).rejects.toThrow(/index\.json is not valid JSON/);
  });
});

describe('variants', () => {
  const write = (name: string, value: number) => shard(name, { a: [value] });
  const first = async (wanted: Wanted) => {
    const checkpoint = await openCheckpoint(folder, wanted);
    const [value] = await readAll(checkpoint.vector('a', 1));
    await checkpoint.close();
    return value;
  };

  it.each([
    ['f32', [32, 16, 1], 32],
    ['f32', [16, 1], 16],
    ['f16', [32, 16, 1], 16],
    ['f16', [32, 1], 32],
    ['f16', [1], 1],
    ['q8', [32, 16, 1], 32],
    ['q4', [16, 1], 16],
  ] as const)('at %s of %o: %i', async (precision, there, taken) => {
    const names = { 32: '', 16: '.fp16', 1: '.bf16' };
    for (const value of there) await write(`model${names[value]}.safetensors`, value);
    expect(await first({ precision })).toBe(taken);
  });

  it('are taken when they are asked for, if they are there', async () => {
    await write('model.safetensors', 32);
    await write('model.bf16.safetensors', 1);
    expect(await first({ precision: 'f32', variant: 'bf16' })).toBe(1);
    expect(await first({ precision: 'f32', variant: 'fp16' })).toBe(32);
  });

  it('come in shards, too, under the names that diffusers gives them', async () => {
    await write('diffusion_pytorch_model.safetensors', 32);
    await write('diffusion_pytorch_model.fp16-00001-of-00001.safetensors', 16);
    writeFileSync(
      join(folder, 'diffusion_pytorch_model.safetensors.index.fp16.json'),
      JSON.stringify({
        weight_map: { a: 'diffusion_pytorch_model.fp16-00001-of-00001.safetensors' },
      }),
    );
    expect(await first({ precision: 'f16' })).toBe(16);
    expect(await first({ precision: 'f32' })).toBe(32);
  });
});

describe('a file and an index', () => {
  it.each(['', '.fp16'])('with the variant "%s" are refused, both by name', async (variant) => {
    const index = `model.safetensors.index${variant}.json`;
    await shard(`model${variant}.safetensors`, { a: [1] });
    writeFileSync(join(folder, index), '{"weight_map": {}}');
    await expect(open()).rejects.toThrow(
      `${folder}: found both model${variant}.safetensors and ${index}`,
    );
  });

  it('of two variants are no contradiction', async () => {
    await shard('model.safetensors', { a: [1] });
    writeFileSync(join(folder, 'model.safetensors.index.fp16.json'), '{"weight_map": {}}');
    await (await open()).close();
  });
});

describe('weights that are no file', () => {
  const at = () => join(folder, 'model.safetensors');

  it.each([
    ['a FIFO', () => makeFifo(at()), 'expected a file, found a FIFO'],
    ['a folder', () => mkdirSync(at()), 'expected a file, found a folder'],
    ['a device', () => symlinkSync('/dev/zero', at()), 'expected a file, found a device'],
    ['a broken link', () => symlinkSync('gone', at()), 'expected a file, found a link to nothing'],
    ['a link to itself', () => symlinkSync(at(), at()), 'expected a file, found a link to itself'],
    [
      'an empty file',
      () => writeFileSync(at(), ''),
      'is not a valid safetensors file: it is empty',
    ],
  ])('%s', async (_, make, message) => {
    make();
    await expect(open()).rejects.toThrow(message);
    await expect(open()).rejects.toThrow(at());
  });

  it('shards and an index are looked at, too', async () => {
    index({ a: FIRST });
    makeFifo(join(folder, FIRST));
    await expect(open()).rejects.toThrow(`${FIRST}: expected a file, found a FIFO`);
    rmSync(join(folder, INDEX));
    makeFifo(join(folder, INDEX));
    await expect(open()).rejects.toThrow(`${INDEX}: expected a file, found a FIFO`);
  });
});

describe('a folder', () => {
  it('without safetensors says what it has', async () => {
    writeFileSync(join(folder, 'diffusion_pytorch_model.bin'), '');
    writeFileSync(join(folder, 'diffusion_pytorch_model.ema.safetensors'), '');
    await expect(open()).rejects.toThrow(
      'found only diffusion_pytorch_model.bin, diffusion_pytorch_model.ema.safetensors',
    );
  });

  it('names all that does not fit at once', async () => {
    await shard('model.safetensors', { a: [1], b: [2, 3], c: [4], buffer: [5] });
    const checkpoint = await open();
    const wanted = new Map([
      ['a', [1]],
      ['b', [3]],
      ['x', [2, 2]],
      ['y', [1]],
    ]);
    expect(() => checkpoint.assertFits(wanted, (name) => name === 'buffer')).toThrow(
      [
        `${folder}: the tensors do not fit config.json.`,
        '2 missing:',
        '  x [2, 2]',
        '  y [1]',
        '1 without a place in the architecture:',
        '  c [1]',
        '1 different:',
        '  b has shape [2]; config.json asks for [3]',
      ].join('\n'),
    );
    const all = new Map([...checkpoint.infos()].map(([name, { shape }]) => [name, shape]));
    expect(() => checkpoint.assertFits(all, nothing)).not.toThrow();
    await checkpoint.close();
  });
});
