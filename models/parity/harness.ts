import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import type { Manifest, NetworkName } from '../../src/package/manifest.ts';
import { exportPackage } from '../export.ts';
import type { Attention } from '../stages/layers.ts';

/** What the parity tests share: the exported micro checkpoint and the providers to run it on. */

export const REFERENCE = 'models/reference';

type Network = Manifest['networks'][NetworkName];

export type Provider = 'cpu' | 'webgpu';

/** Exports the committed micro checkpoint into `folder`. */
export function exportReference(
  folder: string,
  precision: 'f32' | 'f16' = 'f32',
): Promise<Manifest> {
  return exportPackage({
    prior: `${REFERENCE}/checkpoint/prior`,
    decoder: `${REFERENCE}/checkpoint/decoder`,
    out: folder,
    precision,
    about: {
      id: 'reference',
      name: 'Random reference checkpoint',
      size: { minSide: 128, defaultWidth: 256, defaultHeight: 256 },
    },
  });
}

/** A session on exactly this provider: on WebGPU nothing may fall back to the CPU. */
export function openSession(
  folder: string,
  network: Network,
  provider: Provider,
  attention: Attention,
): Promise<ort.InferenceSession> {
  const { graphs } = network;
  const graph = graphs.find((entry) => entry.attention === attention) ?? graphs[0]!;
  return ort.InferenceSession.create(join(folder, graph.path), {
    executionProviders: [provider],
    ...(provider === 'webgpu' ? { extra: { session: { disable_cpu_ep_fallback: '1' } } } : {}),
  });
}

export const tensor = (data: Float32Array, shape: readonly number[]) =>
  new ort.Tensor('float32', data, shape);

/** Largest error relative to the largest magnitude expected. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) {
    throw new Error(`Expected ${expected.length} values, received ${actual.length}`);
  }
  let error = 0;
  let scale = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(actual[i]! - expected[i]!);
    if (!(difference <= error)) error = difference; // keeps NaN
    scale = Math.max(scale, Math.abs(expected[i]!));
  }
  return error / scale;
}
