import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAll } from './matrix.ts';
import { CheckpointFolder } from './checkpoint.ts';
import { writeSafetensors } from './safetensors.ts';

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

const open = () => new CheckpointFolder(folder);
const nothing = () => false;

describe('shards', () => {
  beforeEach(async () => {
    await shard(FIRST, { a: [1], b: [2, 3] });
    await shard(SECOND, { c: [4] });
    index({ a: FIRST, b: FIRST, c: SECOND });
  });

  it('are one checkpoint', async () => {
    const checkpoint = open();
    expect([...checkpoint.infos().keys()]).toEqual(['a', 'b', 'c']);
    const both = [checkpoint.vector('b', 2), checkpoint.vector('c', 1)].map(readAll);
    expect((await Promise.all(both)).map((values) => [...values])).toEqual([[2, 3], [4]]);
    checkpoint.close();
  });

  it('that are not there are named', () => {
    rmSync(join(folder, SECOND));
    expect(open).toThrow(`${INDEX} names shards that are not here: ${SECOND}`);
  });

  it('that lack tensors, or have some that the index does not know, are named', () => {
    index({ a: FIRST, c: SECOND, d: SECOND, e: FIRST });
    expect(open).toThrow(
      new RegExp(
        `2 missing where the index has them:\n  d, not in .*${SECOND}\n  e, not in .*${FIRST}\n` +
          `1 where the index does not have them:\n  b in .*${FIRST}`,
      ),
    );
  });

  it('that hold a tensor twice are named', async () => {
    await shard(SECOND, { c: [4], a: [9] });
    expect(open).toThrow(new RegExp(`a in .*${SECOND}`));
  });

  it('lie beside their index', () => {
    index({ a: '../elsewhere.safetensors' });
    expect(open).toThrow('received ../elsewhere.safetensors');
  });

  it('with an index that is none are refused', () => {
    writeFileSync(join(folder, INDEX), '{"weight_map": "a"}');
    expect(open).toThrow(/index\.json: weight_map/);
    writeFileSync(join(folder, INDEX), '{"weight');
    expect(open).toThrow(/index\.json is not valid JSON/);
  });
});

describe('a folder', () => {
  it('without safetensors says what it has', () => {
    writeFileSync(join(folder, 'diffusion_pytorch_model.bin'), '');
    writeFileSync(join(folder, 'diffusion_pytorch_model.fp16.safetensors'), '');
    expect(open).toThrow(
      'found only diffusion_pytorch_model.bin, diffusion_pytorch_model.fp16.safetensors',
    );
  });

  it('names all that does not fit at once', async () => {
    await shard('model.safetensors', { a: [1], b: [2, 3], c: [4], buffer: [5] });
    const checkpoint = open();
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
    checkpoint.close();
  });
});
