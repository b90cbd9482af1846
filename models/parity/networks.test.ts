import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/package/manifest.ts';
import type { NodeProvider } from '../node/engine.ts';
import { planNetworks } from '../../src/exporter/plan-networks.ts';
import { decoderSource } from '../../src/exporter/networks/index.ts';
import { writeInline } from '../node/write-inline.ts';
import type { Attention } from '../../src/exporter/networks/attention.ts';
import { DecoderConfigSchema } from '../../src/exporter/networks/decoder-config.ts';
import { effnetLevels } from '../../src/exporter/networks/decoder.ts';
import { openCheckpoint } from '../node/checkpoint.ts';
import { readConfig } from '../node/json.ts';
import { SafetensorsFile } from '../node/safetensors.ts';
import { compare, withoutAlpha } from '../../src/verify/compare.ts';
import { exportReference, REFERENCE } from './harness.ts';
import { PackageNetworks } from './networks.ts';
import { findVulkan } from '../node/vulkan.ts';

/**
 * Every exported network against the PyTorch class on the same random weights
 * (`python models/reference/make.py` made weights and goldens).
 */

const ODD = join(REFERENCE, 'odd/decoder');
const folder = mkdtempSync(join(tmpdir(), 'parity-'));
let manifest: Manifest;
/** ONNX Runtime forgets compiled shaders with its last WebGPU session: one that stays spares the others minutes. */
let kept: ort.InferenceSession | undefined;
beforeAll(async () => {
  manifest = await exportReference(join(folder, 'package'));
  if (!findVulkan()) return;
  const { path } = manifest.networks['vqgan-decode'].graphs[0]!;
  const options = { executionProviders: ['webgpu'] };
  kept = await ort.InferenceSession.create(join(folder, 'package', path), options);
});
afterAll(async () => {
  await kept?.release();
  rmSync(folder, { recursive: true, force: true });
});

const golden = (name: string) =>
  new SafetensorsFile(join(REFERENCE, 'golden', `${name}.safetensors`));

interface Runner {
  provider: NodeProvider;
  attention: Attention;
  tolerance: number;
}

const exported = (runner: Runner) =>
  new PackageNetworks(
    join(folder, 'package'),
    manifest.networks,
    runner.provider,
    runner.attention,
  );

function expectClose(
  runner: Runner,
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
): void {
  const { relative } = compare(actual, expected);
  if (process.env['SHOW_ERRORS']) {
    console.log(`${runner.provider} ${runner.attention} ${what}: ${relative.toExponential(1)}`);
  }
  expect(relative).toBeLessThan(runner.tolerance);
}

/** Runs Stage B on a golden case. */
async function expectDecoder(
  runner: Runner,
  name: string,
  networks: PackageNetworks,
  levels: Manifest['decoder']['effnetLevels'],
  timeChannels = 64,
): Promise<void> {
  const file = golden('decoder');
  const effnet = file.read(`${name}.effnet`);
  const [, ...rest] = effnet.shape;
  // The golden's first half is at pipeline scale, x * 42 - 1; its second half is zero.
  const half = effnet.data.length / 2;
  expect(effnet.data.subarray(half).every((value) => value === 0)).toBe(true);
  const priorLatent = {
    shape: [1, ...rest],
    data: effnet.data.slice(0, half).map((value) => (value + 1) / 42),
  };
  const eps = await networks.decoder(
    file.read(`${name}.x`),
    file.read(`${name}.r`).data[0]!,
    file.read(`${name}.text`),
    priorLatent,
    levels,
    timeChannels,
  );
  expectClose(runner, `Stage B ${name}`, eps, file.read(`${name}.eps`).data);
}

// The promise is 1e-4; measured errors are about 1e-6 (SHOW_ERRORS=1 prints them), and wrong
// graphs can hide below 1e-4: a tanh GELU, for one, is 2e-4 away in Stage C.
const RUNNERS: Runner[] = [
  { provider: 'cpu', attention: 'fused', tolerance: 5e-6 },
  { provider: 'cpu', attention: 'decomposed', tolerance: 5e-6 },
  { provider: 'cpu', attention: 'chunked', tolerance: 5e-6 },
];
// Fused attention is wrong on software adapters (narrow subgroups), so it is not judged there.
if (findVulkan()) {
  RUNNERS.push({ provider: 'webgpu', attention: 'decomposed', tolerance: 1e-4 });
  RUNNERS.push({ provider: 'webgpu', attention: 'chunked', tolerance: 1e-4 });
} else if (process.env['CI']) throw new Error('Expected a Vulkan driver for the WebGPU tests');
else console.warn('No Vulkan driver here: the WebGPU provider is not tested in Node.');

describe.each(RUNNERS)('$provider, $attention attention', (runner) => {
  it.each(['prior', 'decoder'] as const)('%s text encoder', async (stage) => {
    const file = golden('text');
    const ids = file.readInt32(`${stage}.input_ids`);
    const mask = file.readInt32(`${stage}.attention_mask`);
    const actual = await exported(runner).text(stage, ids, mask.data);
    const expected = file.read(`${stage}.last_hidden_state`);
    expectClose(runner, `${stage} text encoder`, actual, expected.data);
  });

  it.each(['square', 'wide', 'late'])('Stage C, %s', async (name) => {
    const file = golden('prior');
    const eps = await exported(runner).prior(
      file.read(`${name}.x`),
      file.read(`${name}.r`).data[0]!,
      file.read(`${name}.text`),
    );
    expectClose(runner, `Stage C ${name}`, eps, file.read(`${name}.eps`).data);
  });

  it.each(['square', 'wide'])('Stage B, %s', async (name) => {
    await expectDecoder(runner, name, exported(runner), manifest.decoder.effnetLevels);
  });

  it('Stage B of another shape', async () => {
    const config = readConfig(ODD, DecoderConfigSchema);
    const checkpoint = await openCheckpoint(ODD);
    const at = join(folder, `odd-${runner.provider}-${runner.attention}`);
    mkdirSync(at);
    const source = decoderSource(config, { latentMean: 42, latentStd: 1 });
    const networks = await writeInline(at, planNetworks(source, checkpoint, 'f32'));
    await checkpoint.close();
    const odd = new PackageNetworks(at, networks, runner.provider, runner.attention);
    await expectDecoder(runner, 'odd', odd, effnetLevels(config), config.c_r);
  });

  it.each(['square', 'wide'])('Stage A, %s', async (name) => {
    const file = golden('vqgan');
    const bytes = await exported(runner).picture(file.read(`${name}.z`));
    const { data: expected, shape } = file.readUint8(`${name}.image`);
    expect(shape[0]).toBe(2);
    expect(bytes.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
    // Rounding of a value on the edge of two bytes is all that may differ.
    expect(compare(withoutAlpha(bytes), expected).maximum).toBeLessThanOrEqual(1);
  });

  it('Stage A sees no further than the halo that the manifest states', async () => {
    const [side, row] = [32, 16];
    const data = Float32Array.from({ length: 4 * side * side }, (_, i) => Math.sin(i * i));
    const shape = [1, 4, side, side];
    const networks = exported(runner);
    const before = await networks.picture({ data, shape });
    const changed = data.map((v, i) => (Math.floor(i / side) % side === row ? -v : v));
    const after = await networks.picture({ data: changed, shape });
    // A row of the latent is four lines of pixels, four channels each.
    const rows = new Set<number>();
    after.forEach((v, i) => v !== before[i] && rows.add(Math.floor(i / (64 * side))));
    const halo = manifest.vqgan!.halo;
    expect(Math.min(...rows)).toBeGreaterThanOrEqual(row - halo);
    expect(Math.max(...rows)).toBeLessThanOrEqual(row + halo);
    expect(rows.size).toBeGreaterThan(1);
  });
});
