import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openCheckpoint } from '../node/checkpoint.ts';
import { readAll } from '../../src/exporter/weights/matrix.ts';
import { exportPackage } from '../node/export.ts';
import { writeRandomCheckpoints } from './checkpoint.ts';
import { writeTokenizer } from './tokenizer.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'random-'));
  cpSync('models/reference/checkpoint/prior', join(folder, 'configs/wuerstchen-prior'), {
    recursive: true,
  });
  cpSync('models/reference/checkpoint/decoder', join(folder, 'configs/wuerstchen'), {
    recursive: true,
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = async (name: string, dtype: 'f32' | 'bf16', shardBytes: number | null) => {
  const [prior, decoder] = await writeRandomCheckpoints({
    out: join(folder, name),
    configs: join(folder, 'configs'),
    dtype,
    shardBytes,
    seed: 7,
    onLine: () => undefined,
  });
  return { prior: prior!, decoder: decoder! };
};

it('random checkpoints in shards and in half the bytes are exported like any other', async () => {
  const sources = await write('bf16', 'bf16', 60_000);
  const files = readdirSync(join(sources.prior, 'prior'));
  expect(files).toContain('diffusion_pytorch_model-00001-of-00003.safetensors');
  expect(files).toContain('diffusion_pytorch_model.safetensors.index.json');
  const out = join(folder, 'package');
  const manifest = await exportPackage({ ...sources, out, precision: 'f16' });
  const empty = readFileSync(join(out, manifest.textEncoders.prior.empty.path));
  const values = new Float32Array(empty.buffer.slice(empty.byteOffset, empty.byteOffset + 4000));
  expect(values.every(Number.isFinite)).toBe(true);
  expect(new Set(values).size).toBeGreaterThan(900);
});

it('a seed gives the same weights, with the tails of trained ones', async () => {
  const { prior } = await write('first', 'f32', null);
  const again = await write('second', 'f32', null);
  const weights = async (root: string) => {
    const checkpoint = await openCheckpoint(join(root, 'text_encoder'));
    const key = 'text_model.embeddings.token_embedding.weight';
    const [rows, columns] = checkpoint.infos().get(key)!.shape;
    const values = await readAll(checkpoint.tensor(key, [rows!, columns!]));
    await checkpoint.close();
    return values;
  };
  const values = await weights(prior);
  expect(await weights(again.prior)).toEqual(values);
  const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
  const kurtosis =
    values.reduce((sum, value) => sum + value ** 4, 0) / values.length / variance ** 2;
  expect(Math.sqrt(variance)).toBeCloseTo(0.3, 1);
  // 3 for normal values.
  expect(kurtosis).toBeGreaterThan(4);
});

it('the tokenizer has as many different tokens as the published one', () => {
  writeTokenizer(folder, 49408);
  const vocab = JSON.parse(readFileSync(join(folder, 'vocab.json'), 'utf8')) as object;
  expect(Object.keys(vocab)).toHaveLength(49408);
  expect(vocab).toMatchObject({
    '!': 0,
    '!</w>': 256,
    '<|startoftext|>': 49406,
    '<|endoftext|>': 49407,
  });
  const [version, ...merges] = readFileSync(join(folder, 'merges.txt'), 'utf8').trim().split('\n');
  expect(version).toBe('#version: 0.2');
  expect(merges).toHaveLength(48894);
});
