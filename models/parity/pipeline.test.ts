import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseManifest } from '../../src/package/manifest.ts';
import type { Engine, GenerateRequest, GenerateResult } from '../../src/protocol/engine.ts';
import { createNodeEngine } from '../node/engine.ts';
import { SafetensorsFile } from '../node/safetensors.ts';
import { compare, psnr, withoutAlpha } from '../../src/verify/compare.ts';
import { exportReference, REFERENCE } from './harness.ts';

/**
 * The whole engine against diffusers' pipelines on the same checkpoint and seed. The golden
 * pictures were made by `models/reference/make.py`.
 */

const CasesSchema = v.record(
  v.string(),
  v.object({
    prompt: v.string(),
    negative_prompt: v.nullable(v.string()),
    seed: v.number(),
    prior_num_inference_steps: v.number(),
    prior_timesteps: v.nullable(v.array(v.number())),
    prior_guidance_scale: v.number(),
    num_inference_steps: v.number(),
    decoder_guidance_scale: v.number(),
    height: v.number(),
    width: v.number(),
  }),
);
type Case = v.InferOutput<typeof CasesSchema>[string];

const cases = v.parse(
  CasesSchema,
  JSON.parse(readFileSync(`${REFERENCE}/golden/pipeline.json`, 'utf8')),
);

const MIN_PSNR = 40;
const MAX_LATENT_ERROR = 1e-4;

const requestFor = (args: Case): GenerateRequest => ({
  prompt: args.prompt,
  negative: args.negative_prompt ?? '',
  seed: String(args.seed),
  width: args.width,
  height: args.height,
  prior: {
    steps: args.prior_num_inference_steps,
    schedule: args.prior_timesteps ? 'authors' : 'uniform',
    guidance: args.prior_guidance_scale,
    solver: 'ddpm',
  },
  decoder: {
    steps: args.num_inference_steps,
    schedule: 'uniform',
    guidance: args.decoder_guidance_scale,
    solver: 'ddpm',
  },
  wantLatents: true,
});

describe('the pipeline of diffusers', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'pipeline-')), 'package');
  const golden = new SafetensorsFile(`${REFERENCE}/golden/pipeline.safetensors`);
  let engine: Engine;

  beforeAll(async () => {
    await exportReference(folder);
    engine = createNodeEngine('cpu');
    await engine.open(folder);
  });
  afterAll(async () => {
    await engine.close();
    golden.close();
    rmSync(join(folder, '..'), { recursive: true });
  });

  const paint = async (
    args: Case,
    by = engine,
  ): Promise<Extract<GenerateResult, { kind: 'picture' }>> => {
    const { signal } = new AbortController();
    const result = await by.generate(requestFor(args), signal, () => undefined);
    if (result.kind !== 'picture') throw new Error('Expected a picture');
    return result;
  };

  it.each(Object.entries(cases))('is reproduced: %s', async (name, args) => {
    const { bitmap, latents } = await paint(args);
    const latentError = (stage: 'prior' | 'decoder') =>
      compare(latents![stage].data, golden.read(`${name}.${stage}_latent`).data).relative;
    expect(latentError('prior')).toBeLessThan(MAX_LATENT_ERROR);
    expect(latentError('decoder')).toBeLessThan(MAX_LATENT_ERROR);
    expect(bitmap).toMatchObject({ width: args.width, height: args.height });
    const { data } = golden.readUint8(`${name}.image`);
    expect(psnr(withoutAlpha(bitmap.rgba), data)).toBeGreaterThan(MIN_PSNR);
  });

  it('is the same picture where Stage A goes in bands', async () => {
    const path = join(folder, 'manifest.json');
    const text = readFileSync(path, 'utf8');
    const manifest = parseManifest(JSON.parse(text));
    for (const graph of manifest.networks['vqgan-decode'].graphs) graph.largestTensorBytes = 1e11;
    const banded = createNodeEngine('cpu');
    try {
      writeFileSync(path, JSON.stringify(manifest));
      await banded.open(folder);
      const args = { ...cases['unguided']!, width: 256, height: 256 };
      const [whole, parts] = [await paint(args), await paint(args, banded)];
      const levels = whole.bitmap.rgba.map((level, i) => Math.abs(level - parts.bitmap.rgba[i]!));
      expect(Math.max(...new Set(levels))).toBeLessThanOrEqual(1);
    } finally {
      await banded.close();
      writeFileSync(path, text);
    }
  });

  it('gives the same bytes twice', async () => {
    const args = cases['unguided']!;
    const [first, second] = [await paint(args), await paint(args)];
    expect(Buffer.from(second.bitmap.rgba).equals(Buffer.from(first.bitmap.rgba))).toBe(true);
  });
});
