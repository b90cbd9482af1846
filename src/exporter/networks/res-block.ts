import type { Graph, Value } from '../graph/graph.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { channelMixing, depthwise, plainNorm } from './layers.ts';
import { matmul } from './matmul.ts';

/** ResBlock: depthwise 3x3, norm, Linear 4x, GELU, GRN, Linear, plus the input. */
export function resBlock(
  g: Graph,
  checkpoint: Checkpoint,
  x: Value,
  key: string,
  c: number,
  positions: readonly string[],
): Value {
  const normed = plainNorm(g, depthwise(g, checkpoint, x, `${key}.depthwise`, c, 3, positions), c);
  const first = `${key}.channelwise.0`;
  const weight = checkpoint.matrix(`${first}.weight`, 4 * c, c);
  const size = { in: c, out: 4 * c };
  const hidden = matmul(g, normed, `${first}.weight`, size, positions, weight, { bounded: true });
  const bias = g.vector(`${first}.bias`, [4 * c], checkpoint.vector(`${first}.bias`, 4 * c));
  const mixed = channelMixing(g, checkpoint, hidden, bias, `${key}.channelwise`, c, positions);
  return g.node('Add', [x, mixed]);
}
