import * as ort from 'onnxruntime-node';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bicubicMatrix } from '../../src/diffusion/resize.ts';
import { timeEmbedding } from '../../src/diffusion/time-embedding.ts';
import type { Manifest, NetworkName } from '../../src/package/manifest.ts';
import type { Attention } from '../stages/layers.ts';
import { SafetensorsFile } from '../weights/safetensors.ts';
import {
  exportReference,
  findVulkan,
  openSession,
  REFERENCE,
  relativeError,
  tensor,
  type Provider,
} from './harness.ts';

/**
 * Every exported network against the PyTorch class on the same random weights
 * (`python models/reference/make.py` made weights and goldens).
 */

const folder = mkdtempSync(join(tmpdir(), 'parity-'));
let manifest: Manifest;
beforeAll(async () => {
  manifest = await exportReference(join(folder, 'package'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const golden = (name: string) =>
  new SafetensorsFile(join(REFERENCE, 'golden', `${name}.safetensors`));

type Feeds = Record<string, ort.Tensor>;
interface Runner {
  provider: Provider;
  attention: Attention;
  tolerance: number;
}

async function run(runner: Runner, network: NetworkName, feeds: Feeds): Promise<Feeds> {
  const { provider, attention } = runner;
  const at = join(folder, 'package');
  const session = await openSession(at, manifest, network, provider, attention);
  try {
    return (await session.run(feeds)) as Feeds;
  } finally {
    await session.release();
  }
}

/** The raw prediction: `next` is eps of one half when only that half and only ke count. */
async function predictions(
  runner: Runner,
  network: 'prior-step' | 'decoder-step',
  feeds: Feeds,
  x: { shape: number[]; data: Float32Array },
  t: number,
): Promise<number[]> {
  const single = [1, ...x.shape.slice(1)];
  const zeros = new Float32Array(x.data.length / 2);
  const values: number[] = [];
  for (const half of [0, 1]) {
    const weights = Float32Array.of(half === 0 ? 1 : 0, half);
    const result = await run(runner, network, {
      ...feeds,
      latent: tensor(x.data, x.shape),
      time: tensor(timeEmbedding(t), [1, 64]),
      guidance: tensor(weights, [2, 1, 1]),
      coefficients: tensor(Float32Array.of(0, 1, 0, 0, 0, 1), [6]),
      noise: tensor(zeros, single),
      previous: tensor(zeros, single),
    });
    values.push(...((await result['next']!.getData()) as Float32Array).slice(0, zeros.length));
  }
  return values;
}

const RUNNERS: Runner[] = [
  { provider: 'cpu', attention: 'fused', tolerance: 1e-4 },
  { provider: 'cpu', attention: 'decomposed', tolerance: 1e-4 },
];
// Fused attention is wrong on software adapters (narrow subgroups), so it is not judged there.
if (findVulkan()) RUNNERS.push({ provider: 'webgpu', attention: 'decomposed', tolerance: 1e-3 });

describe.each(RUNNERS)('$provider, $attention attention', (runner) => {
  it.each(['prior', 'decoder'] as const)('%s text encoder', async (stage) => {
    const file = golden('text');
    const ids = file.readInt32(`${stage}.input_ids`);
    const mask = file.readInt32(`${stage}.attention_mask`);
    const bias = new Float32Array(3 * 77 * 77);
    for (let i = 0; i < bias.length; i++) {
      const key = i % 77;
      const query = Math.floor(i / 77) % 77;
      const text = Math.floor(i / (77 * 77));
      if (key > query || mask.data[text * 77 + key] === 0) bias[i] = -10000;
    }
    const { text } = await run(runner, `${stage}-text-encoder`, {
      input_ids: new ort.Tensor('int32', ids.data, ids.shape),
      attention_bias: tensor(bias, [3, 1, 77, 77]),
    });
    const expected = file.read(`${stage}.last_hidden_state`);
    const actual = (await text!.getData()) as Float32Array;
    expect(relativeError(actual, expected.data)).toBeLessThan(runner.tolerance);
  });

  it.each(['square', 'wide', 'late'])('Stage C, %s', async (name) => {
    const file = golden('prior');
    const text = file.read(`${name}.text`);
    const feeds = await run(runner, 'prior-condition', { text: tensor(text.data, text.shape) });
    const x = file.read(`${name}.x`);
    const t = file.read(`${name}.r`).data[0]!;
    const eps = await predictions(runner, 'prior-step', feeds, x, t);
    expect(relativeError(eps, file.read(`${name}.eps`).data)).toBeLessThan(runner.tolerance);
  });

  it.each(['square', 'wide'])('Stage B, %s', async (name) => {
    const file = golden('decoder');
    const text = file.read(`${name}.text`);
    const x = file.read(`${name}.x`);
    const effnet = file.read(`${name}.effnet`);
    const [, channels, h, w] = effnet.shape as [number, number, number, number];
    const resize: Feeds = {};
    for (const { name: level, divisor } of manifest.decoder.effnetLevels) {
      const rows = x.shape[2]! / divisor;
      const columns = x.shape[3]! / divisor;
      resize[`rows.${level}`] = tensor(bicubicMatrix(h, rows), [rows, h]);
      resize[`columns.${level}`] = tensor(bicubicMatrix(w, columns), [columns, w]);
    }
    // The golden's first half is at pipeline scale, x * 42 - 1; its second half is zero.
    const first = effnet.data.slice(0, channels * h * w).map((value) => (value + 1) / 42);
    const feeds = await run(runner, 'decoder-condition', {
      text: tensor(text.data, text.shape),
      prior_latent: tensor(first, [1, channels, h, w]),
      effnet_mask: tensor(Float32Array.of(1, 0), [2, 1, 1]),
      ...resize,
    });
    const t = file.read(`${name}.r`).data[0]!;
    const eps = await predictions(runner, 'decoder-step', feeds, x, t);
    expect(relativeError(eps, file.read(`${name}.eps`).data)).toBeLessThan(runner.tolerance);
  });

  it.each(['square', 'wide'])('Stage A, %s', async (name) => {
    const file = golden('vqgan');
    const z = file.read(`${name}.z`);
    const { rgba } = await run(runner, 'vqgan-decode', { latent: tensor(z.data, z.shape) });
    const bytes = new Uint8Array(((await rgba!.getData()) as Int32Array).slice().buffer);
    const { data: expected, shape } = file.readUint8(`${name}.image`);
    expect(bytes.length / 4).toBe(expected.length / 3);
    let worst = 0;
    for (let i = 0; i < expected.length; i++) {
      const actual = bytes[Math.floor(i / 3) * 4 + (i % 3)]!;
      worst = Math.max(worst, Math.abs(actual - expected[i]!));
    }
    expect(bytes[3]).toBe(255);
    expect(shape[0]).toBe(2);
    // Rounding of a value on the edge of two bytes is all that may differ.
    expect(worst).toBeLessThanOrEqual(1);
  });
});
