import type { Geometry } from '../../diffusion/geometry.ts';
import { PIXELS_PER_CELL } from '../networks/compressor-config.ts';
import type { Graph } from './graph.ts';
import { inferShapes, type TensorShape } from './shapes.ts';
import type { PlannedNetwork } from '../plan-networks.ts';

/** Tensors of a graph at a picture's size under guidance, the largest first. */
export function tensorSizes(
  graph: Graph,
  geometry: Geometry,
  /** Divisors of Stage B's side by the name of the level. */
  levels: readonly { name: string; divisor: number }[],
): TensorShape[] {
  const { prior, decoder } = geometry;
  const latent = graph.shapes.name.startsWith('prior') ? prior : decoder;
  const isCondition = graph.shapes.name === 'decoder-condition';
  const { height: h, width: w } = isCondition ? prior : latent;
  const sides: Record<string, number> = {
    B: 1,
    G: 2,
    h,
    w,
    ...pixelSides(graph.shapes.name, geometry),
  };
  for (const { name, divisor } of levels) {
    sides[`rows_${name}`] = decoder.height / divisor;
    sides[`columns_${name}`] = decoder.width / divisor;
  }
  const all = inferShapes(graph.shapes, sides);
  return all.sort((a, b) => b.sizeBytes - a.sizeBytes);
}

/** Of the picture that an encoder sees. */
function pixelSides(name: string, { width, height, prior }: Geometry) {
  if (name !== 'compressor') return { width, height };
  return { width: prior.width * PIXELS_PER_CELL, height: prior.height * PIXELS_PER_CELL };
}

/** The graph of a network that is asked for. */
export const graphOf = (
  { graphs }: PlannedNetwork,
  attention: string,
  arithmetic: string,
): Graph | undefined =>
  graphs.find((graph) => graph.attention === attention && graph.arithmetic === arithmetic)?.graph;
