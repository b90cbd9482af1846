import type { Graph, Value } from '../graph/graph.ts';
import { foldBatchNorm, type Affine } from '../weights/batch-norm.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import type { Matrix } from '../weights/matrix.ts';
import type { WeightKind } from '../weights/precision.ts';
import { convolution } from './layers.ts';

/** Convolutions of the encoders, NCHW. */

interface ConvolutionSize {
  in: number;
  out: number;
  kernel: number;
  stride?: number;
  pad?: number;
  groups?: number;
}

interface ConvolutionOptions {
  kind?: WeightKind;
  /** The weight's shape in the checkpoint, where it is another than the filter's. */
  stored?: readonly number[];
}

const filterOf = ({ in: from, out, kernel, groups = 1 }: ConvolutionSize) => [
  out,
  from / groups,
  kernel,
  kernel,
];

/**
 * nn.Conv2d with its bias, x [B, in, H, W].
 * @param positions of the output, for the costs
 */
export function conv2d(
  g: Graph,
  checkpoint: Checkpoint,
  x: Value,
  key: string,
  size: ConvolutionSize,
  positions: readonly string[],
  options: ConvolutionOptions = {},
): Value {
  const weight = checkpoint.tensor(`${key}.weight`, options.stored ?? filterOf(size));
  const bias = checkpoint.vector(`${key}.bias`, size.out);
  return node(g, x, { weight: [`${key}.weight`, weight], bias: [`${key}.bias`, bias] }, size, {
    ...options,
    positions,
  });
}

/**
 * nn.Conv2d without a bias, and the BatchNorm behind it, as one convolution (exact).
 * @param keys of the convolution and of the norm
 * @param after what follows the norm
 */
export function normedConv2d(
  g: Graph,
  checkpoint: Checkpoint,
  x: Value,
  keys: { convolution: string; norm: string; epsilon: number },
  size: ConvolutionSize,
  positions: readonly string[],
  { kind, after }: { kind?: WeightKind; after?: Affine } = {},
): Value {
  const { convolution: key, norm, epsilon } = keys;
  const vector = (name: string) => checkpoint.vector(`${norm}.${name}`, size.out);
  const isLearned = checkpoint.has(`${norm}.weight`);
  const folded = foldBatchNorm(
    checkpoint.tensor(`${key}.weight`, filterOf(size)),
    null,
    {
      scale: isLearned ? vector('weight') : null,
      shift: isLearned ? vector('bias') : null,
      mean: vector('running_mean'),
      variance: vector('running_var'),
      epsilon,
    },
    after,
  );
  const named = {
    weight: [`${key}.weight*norm`, folded.weight],
    bias: [`${key}.bias*norm`, folded.bias],
  } as const;
  return node(g, x, named, size, { ...(kind && { kind }), positions });
}

function node(
  g: Graph,
  x: Value,
  { weight, bias }: Record<'weight' | 'bias', readonly [string, Matrix]>,
  size: ConvolutionSize,
  { kind = 'convolution', positions }: ConvolutionOptions & { positions: readonly string[] },
): Value {
  const { in: from, out, kernel, groups = 1 } = size;
  const filter = filterOf(size);
  // A depthwise filter is a thousandth of a network.
  const weights =
    groups === 1
      ? g.matrix(kind, weight[0], filter, weight[1])
      : g.vector(weight[0], filter, weight[1]);
  g.costs.push({ factor: (from / groups) * out * kernel ** 2, sizes: positions });
  return g.node('Conv', [x, weights, g.vector(bias[0], [out], bias[1])], convolution(size));
}
