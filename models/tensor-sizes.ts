import type { Geometry } from '../src/diffusion/geometry.ts';
import { BINDING_BYTES } from '../src/engine/bands.ts';
import type { Graph } from './onnx/graph.ts';
import { inferShapes, type TensorShape } from './onnx/shapes.ts';
import type { PlannedNetwork } from './plan-networks.ts';

/** Tensors of a graph at a picture's size under guidance, the largest first. */
export function tensorSizes(
  graph: Graph,
  { prior, decoder }: Pick<Geometry, 'prior' | 'decoder'>,
  /** Divisors of Stage B's side by the name of the level. */
  levels: readonly { name: string; divisor: number }[],
): TensorShape[] {
  const latent = graph.shapes.name.startsWith('prior') ? prior : decoder;
  const isCondition = graph.shapes.name === 'decoder-condition';
  const { height: h, width: w } = isCondition ? prior : latent;
  const sides: Record<string, number> = { B: 1, G: 2, h, w };
  for (const { name, divisor } of levels) {
    sides[`rows_${name}`] = decoder.height / divisor;
    sides[`columns_${name}`] = decoder.width / divisor;
  }
  const all = inferShapes(graph.shapes, sides);
  return all.sort((a, b) => b.sizeBytes - a.sizeBytes);
}

/** What is too large for a small binding, by what makes it; and the number of such tensors. */
export function oversized(tensors: readonly TensorShape[], limit = BINDING_BYTES): string[] {
  const kinds = new Map<string, { count: number; sizeBytes: number }>();
  for (const { opType, shape, sizeBytes } of tensors) {
    if (sizeBytes <= limit) continue;
    const key = `${opType} [${shape.join(', ')}]`;
    kinds.set(key, { count: (kinds.get(key)?.count ?? 0) + 1, sizeBytes });
  }
  return [...kinds].map(
    ([key, { count, sizeBytes }]) => `${count} x ${key}, ${Math.round(sizeBytes / 2 ** 20)} MiB`,
  );
}

/** The graph of a network that is asked for. */
export const graphOf = (
  { graphs }: PlannedNetwork,
  attention: string,
  arithmetic: string,
): Graph | undefined =>
  graphs.find((graph) => graph.attention === attention && graph.arithmetic === arithmetic)?.graph;
