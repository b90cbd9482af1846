import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { TorchGenerator } from '../../src/diffusion/noise.ts';
import { encodeModel, type GraphSpec, type ValueSpec } from '../../src/exporter/formats/onnx.ts';
import type { NodeProvider } from '../node/engine.ts';

/** Runs one graph of a network on made-up inputs, to compare it with another over the same weights. */

/** Sizes of the named dimensions under guidance. */
export const SIDES: Readonly<Record<string, number>> = {
  ...{ B: 1, G: 2, h: 16, w: 8 },
  ...{ rows_1: 4, columns_1: 2, rows_2: 2, columns_2: 1 },
};

export interface Inputs {
  /** Multiplies the latents. */
  latentScale?: number;
}

export function makeFeeds(
  spec: GraphSpec,
  { latentScale = 1 }: Inputs = {},
): Record<string, ort.Tensor> {
  const generator = new TorchGenerator(7);
  return Object.fromEntries(
    spec.inputs.map((input): [string, ort.Tensor] => {
      const shape = (input.shape ?? []).map((side) =>
        typeof side === 'number' ? side : SIDES[side]!,
      );
      const size = shape.reduce((product, side) => product * side, 1);
      if (input.type === 'i32') {
        return [
          input.name,
          new ort.Tensor(
            'int32',
            Int32Array.from({ length: size }, (_, i) => (i * 37) % 200),
            shape,
          ),
        ];
      }
      return [
        input.name,
        new ort.Tensor('float32', valuesOf(input, size, generator, latentScale), shape),
      ];
    }),
  );
}

function valuesOf(
  { name }: ValueSpec,
  size: number,
  generator: TorchGenerator,
  latentScale: number,
): Float32Array {
  switch (name) {
    case 'attention_bias':
      return Float32Array.from({ length: size }, (_, i) =>
        i % 77 > Math.floor(i / 77) % 77 ? -10000 : 0,
      );
    case 'guidance':
      return Float32Array.of(4, -3);
    case 'effnet_mask':
      return Float32Array.of(1, 0);
    case 'coefficients':
      return Float32Array.of(0, 1, 0, 0, 0, 1); // next = eps, guided
    case 'latent':
    case 'prior_latent':
      return generator.randn(size).map((value) => value * latentScale);
    default:
      return name.startsWith('effnet.')
        ? generator.randn(size).map((value) => value * 40 * latentScale)
        : generator.randn(size);
  }
}

/** A session on exactly this provider, with the weights that lie in `folder`. */
export function openGraph(
  spec: GraphSpec,
  folder: string,
  provider: NodeProvider = 'cpu',
): Promise<ort.InferenceSession> {
  const locations = new Set(
    spec.initializers.flatMap(({ content }) => ('location' in content ? [content.location] : [])),
  );
  return ort.InferenceSession.create(encodeModel(spec), {
    executionProviders: [provider],
    externalData: [...locations].map((path) => ({ path, data: readFileSync(join(folder, path)) })),
    logSeverityLevel: 3,
    ...(provider === 'webgpu' && { extra: { session: { disable_cpu_ep_fallback: '1' } } }),
  });
}

/** Every output by name. */
export async function runGraph(
  spec: GraphSpec,
  folder: string,
  feeds: Record<string, ort.Tensor>,
  provider: NodeProvider = 'cpu',
): Promise<Map<string, ArrayLike<number>>> {
  const session = await openGraph(spec, folder, provider);
  try {
    const outputs = await session.run(feeds);
    const values = new Map<string, ArrayLike<number>>();
    for (const { name } of spec.outputs) {
      values.set(name, (await outputs[name]!.getData()) as Float32Array | Int32Array);
    }
    return values;
  } finally {
    await session.release();
  }
}
