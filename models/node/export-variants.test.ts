import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exportPackage } from './export.ts';
import { halve } from '../testing/edit-checkpoint.ts';
import type { Precision } from '../../src/exporter/weights/precision.ts';
import type { Variant } from '../../src/exporter/weights/variants.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'variants-'));
  cpSync('models/reference/checkpoint', folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const PRIOR = 'prior/prior/diffusion_pytorch_model';

/** The prior's weights in a variant, beside those that are there. */
function addVariant(variant: Variant): void {
  const path = join(folder, `${PRIOR}.${variant}.safetensors`);
  copyFileSync(join(folder, `${PRIOR}.safetensors`), path);
  halve(path, variant === 'fp16' ? 'F16' : 'BF16');
}

/** Hashes of the shards of Stage C. */
async function shards(precision: Precision, variant?: Variant, threads = 0): Promise<string[]> {
  const { networks } = await exportPackage({
    prior: join(folder, 'prior'),
    decoder: join(folder, 'decoder'),
    out: join(folder, 'package'),
    precision,
    variant,
    threads,
  });
  return networks['prior-step'].data.map(({ sha256 }) => sha256);
}

it('f32, q8 and q4 leave float16 weights alone that stand beside float32', async () => {
  const before = [await shards('f32'), await shards('q8'), await shards('q4')];
  addVariant('fp16');
  addVariant('bf16');
  expect([await shards('f32'), await shards('q8'), await shards('q4')]).toEqual(before);
});

it('f16 takes them, in worker threads as well', async () => {
  const before = await shards('f16');
  addVariant('fp16');
  const taken = await shards('f16');
  expect(taken).not.toEqual(before);
  expect(await shards('f16', undefined, 2)).toEqual(taken);
  copyFileSync(join(folder, `${PRIOR}.fp16.safetensors`), join(folder, `${PRIOR}.safetensors`));
  rmSync(join(folder, `${PRIOR}.fp16.safetensors`));
  expect(await shards('f16')).toEqual(taken);
});

it('a variant that is asked for is taken, in worker threads as well', async () => {
  const before = await shards('f32');
  addVariant('bf16');
  // One network of a repository is enough.
  const decoder = 'decoder/vqgan/diffusion_pytorch_model';
  copyFileSync(join(folder, `${decoder}.safetensors`), join(folder, `${decoder}.bf16.safetensors`));
  const taken = await shards('f32', 'bf16');
  expect(taken).not.toEqual(before);
  expect(await shards('f32', 'bf16', 2)).toEqual(taken);
});

it('a variant that no network of a repository has is refused', async () => {
  addVariant('fp16');
  await expect(shards('f32', 'fp16')).rejects.toThrow(
    `${join(folder, 'decoder')}: no network has weights of the variant fp16; found model.safetensors, diffusion_pytorch_model.safetensors. Leave --variant away.`,
  );
});
