import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/package/manifest.ts';
import { compare } from '../../src/verify/compare.ts';
import type { NodeProvider } from '../node/engine.ts';
import { SafetensorsFile } from '../node/safetensors.ts';
import { findVulkan } from '../node/vulkan.ts';
import { COMPRESSORS, exportReference, REFERENCE, type ReferenceCompressor } from './harness.ts';
import { PackageNetworks } from './networks.ts';

/**
 * The Semantic Compressor, in both architectures, and Stage A's encoder half against PyTorch on the same random weights
 * (`models/reference/pictures.py`).
 */

const TOLERANCE = { cpu: 5e-6, webgpu: 1e-4 };
const PROVIDERS: NodeProvider[] = findVulkan() ? ['cpu', 'webgpu'] : ['cpu'];
if (!findVulkan() && process.env['CI']) {
  throw new Error('Expected a Vulkan driver for the WebGPU tests');
}

describe('the encoders', () => {
  const folder = mkdtempSync(join(tmpdir(), 'encoders-'));
  const golden = new SafetensorsFile(join(REFERENCE, 'golden/encoders.safetensors'));
  /** ONNX Runtime forgets compiled shaders with its last WebGPU session. */
  let kept: ort.InferenceSession | undefined;
  const manifests = new Map<ReferenceCompressor, Manifest>();

  beforeAll(async () => {
    for (const name of COMPRESSORS) {
      manifests.set(name, await exportReference(join(folder, name), 'f32', name));
    }
    if (!findVulkan()) return;
    const { path } = manifests.get('semantic')!.networks['vqgan-decode'].graphs[0]!;
    const options = { executionProviders: ['webgpu'] };
    kept = await ort.InferenceSession.create(join(folder, 'semantic', path), options);
  });
  afterAll(async () => {
    await kept?.release();
    golden.close();
    rmSync(folder, { recursive: true });
  });

  const networks = (
    name: ReferenceCompressor,
    provider: NodeProvider,
    attention: 'decomposed' | 'chunked' = 'decomposed',
  ) =>
    new PackageNetworks(
      join(folder, name),
      manifests.get(name)!.imageEncoders!.networks,
      provider,
      attention,
    );

  const expectClose = (provider: NodeProvider, name: string, actual: Float32Array) => {
    const { relative } = compare(actual, golden.read(`${name}.latent`).data);
    if (process.env['SHOW_ERRORS'])
      console.log(`${provider} ${name}: ${relative.toExponential(1)}`);
    expect(relative).toBeLessThan(TOLERANCE[provider]);
  };

  describe.each(PROVIDERS)('on %s', (provider) => {
    it.each(
      COMPRESSORS.flatMap((name) =>
        ['square', 'wide', 'tall'].map((size) => [name, size] as const),
      ),
    )('compressor %s, %s', async (name, size) => {
      const pixels = golden.read(`${name}-${size}.pixels`);
      const latent = await networks(name, provider).encode('compressor', pixels);
      expectClose(provider, `${name}-${size}`, latent);
    });

    it.each(
      (['decomposed', 'chunked'] as const).flatMap((attention) =>
        ['square', 'wide'].map((size) => [attention, size] as const),
      ),
    )('vqgan-encode %s, %s', async (attention, size) => {
      const pixels = golden.read(`vqgan-${size}.pixels`);
      const latent = await networks('semantic', provider, attention).encode('vqgan-encode', pixels);
      expectClose(provider, `vqgan-${size}`, latent);
    });
  });

  // Convolutions take 16 bits at least; the narrow semantic compressor's Linears take what the package's do.
  it.each([
    ['f16', 5e-3],
    ['q8', 2e-2],
    ['q4', 2e-1],
  ] as const)('come at %s', async (precision, tolerance) => {
    for (const name of COMPRESSORS) {
      const out = join(folder, `${name}-${precision}`);
      const { imageEncoders } = await exportReference(out, precision, name);
      for (const arithmetic of ['f32', 'f16'] as const) {
        const of = imageEncoders!.networks;
        const encoders = new PackageNetworks(out, of, 'cpu', 'decomposed', arithmetic);
        for (const [network, at] of [
          ['compressor', `${name}-wide`],
          ['vqgan-encode', 'vqgan-square'],
        ] as const) {
          const latent = await encoders.encode(network, golden.read(`${at}.pixels`));
          const { relative } = compare(latent, golden.read(`${at}.latent`).data);
          if (process.env['SHOW_ERRORS']) console.log(precision, arithmetic, at, relative);
          expect(relative).toBeLessThan(tolerance);
        }
      }
    }
  });

  it('say in the manifest how pictures are normalised', () => {
    const how = (name: ReferenceCompressor) => manifests.get(name)!.imageEncoders!.compressor;
    expect(how('efficientnet').mean).toEqual([0.485, 0.456, 0.406]);
    expect(how('semantic')).toEqual({
      pixelsPerCell: 32,
      mean: [0.5, 0.4, 0.6],
      std: [0.25, 0.2, 0.3],
    });
  });

  it('leave every other file of the package as it is', async () => {
    const plain = await exportReference(join(folder, 'plain'));
    expect(plain.imageEncoders).toBeUndefined();
    expect({ ...manifests.get('efficientnet')!, imageEncoders: undefined }).toEqual(plain);
  });
});
