import type { Graph, Value } from '../graph/graph.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { apply, joinColumns, joinRows, mapped, sliceColumns } from '../weights/matrix.ts';
import { matmul, type MatmulOptions, type Positions } from './matmul.ts';

/**
 * Layers that several networks share. Activations are channels-last, [G, h, w, c] for pictures and
 * [G, n, c] for sequences; depthwise and strided convolutions are the only NCHW islands.
 */

/** Epsilon of every norm in the three stages. */
const NORM_EPSILON = 1e-6;

/** ONNX Runtime's own operators. */
export const MICROSOFT = { domain: 'com.microsoft' };

export interface LinearOptions extends MatmulOptions {
  /** Sides of a convolution's kernel. */
  kernel?: readonly number[];
}

/** PyTorch's Linear under its checkpoint key, [.., in] -> [.., out]. */
export function linear(
  g: Graph,
  checkpoint: Checkpoint,
  x: Value,
  key: string,
  size: { in: number; out: number },
  positions: Positions,
  { kernel = [], ...options }: LinearOptions = {},
): Value {
  const weight = checkpoint.matrix(`${key}.weight`, size.out, size.in, kernel);
  const product = matmul(g, x, `${key}.weight`, size, positions, weight, options);
  const bias = g.vector(`${key}.bias`, [size.out], checkpoint.vector(`${key}.bias`, size.out));
  return g.node('Add', [product, bias]);
}

/** A 1x1 convolution is a Linear over positions. */
export const POINTWISE = [1, 1] as const;

/** LayerNorm over channels without learned scale, eps 1e-6. */
export function plainNorm(g: Graph, x: Value, channels: number): Value {
  return g.node('LayerNormalization', [x, g.ones(channels)], { axis: -1n, epsilon: NORM_EPSILON });
}

export const toChannelsFirst = (g: Graph, x: Value) =>
  g.node('Transpose', [x], { perm: [0n, 3n, 1n, 2n] });
export const toChannelsLast = (g: Graph, x: Value) =>
  g.node('Transpose', [x], { perm: [0n, 2n, 3n, 1n] });

/** Attributes of a square convolution; all explicit, or WebGPU transposes the weight every run. */
export function convolution(size: {
  kernel: number;
  stride?: number;
  pad?: number;
  groups?: number;
}): Record<string, bigint | readonly bigint[]> {
  const { kernel, stride = 1, pad = 0, groups = 1 } = size;
  const twice = (value: number) => [BigInt(value), BigInt(value)];
  return {
    group: BigInt(groups),
    kernel_shape: twice(kernel),
    pads: [...twice(pad), ...twice(pad)],
    strides: twice(stride),
    dilations: twice(1),
  };
}

/** Depthwise 3x3 with zero padding, channels-last in and out. */
export function depthwise(
  g: Graph,
  checkpoint: Checkpoint,
  x: Value,
  key: string,
  channels: number,
  kernel: number,
  positions: Positions,
): Value {
  const shape = [channels, 1, kernel, kernel];
  const weight = g.vector(`${key}.weight`, shape, checkpoint.tensor(`${key}.weight`, shape));
  const bias = g.vector(`${key}.bias`, [channels], checkpoint.vector(`${key}.bias`, channels));
  g.costs.push({ factor: channels * kernel * kernel, sizes: positions });
  const convolved = g.node(
    'Conv',
    [toChannelsFirst(g, x), weight, bias],
    convolution({ kernel, pad: Math.floor(kernel / 2), groups: channels }),
  );
  return toChannelsLast(g, convolved);
}

/**
 * The second half of a ResBlock: GELU (erf) of `hidden` + bias, GlobalResponseNorm, Linear back.
 * GRN's gamma and identity become one factor, its beta joins the last bias (exact).
 * @param hidden [G, h, w, 4c] before its bias
 */
export function channelMixing(
  g: Graph,
  checkpoint: Checkpoint,
  hidden: Value,
  hiddenBias: Value,
  key: string,
  channels: number,
  positions: Positions,
): Value {
  const wide = channels * 4;
  const active = g.node('BiasGelu', [hidden, hiddenBias], {}, MICROSOFT);
  const gamma = g.vector(
    `${key}.2.gamma`,
    [wide],
    checkpoint.tensor(`${key}.2.gamma`, [1, 1, 1, wide]),
  );
  const norm = g.node('ReduceL2', [active, g.integers([1, 2])], { keepdims: 1n });
  const mean = g.node('ReduceMean', [norm, g.integers([-1])], { keepdims: 1n });
  const relative = g.node('Div', [norm, g.node('Add', [mean, g.scalar(1e-6)])]);
  const factor = g.node('Add', [g.node('Mul', [relative, gamma]), g.scalar(1)]);
  const normed = g.node('Mul', [active, factor]);

  const last = checkpoint.matrix(`${key}.4.weight`, channels, wide);
  const product = matmul(
    g,
    normed,
    `${key}.4.weight`,
    { in: wide, out: channels },
    positions,
    last,
  );
  const bias = g.vector(
    `${key}.4.bias+beta`,
    [channels],
    apply(
      last,
      checkpoint.tensor(`${key}.2.beta`, [1, 1, 1, wide]),
      checkpoint.vector(`${key}.4.bias`, channels),
    ),
  );
  return g.node('Add', [product, bias]);
}

/**
 * All TimestepBlocks of a network as one MatMul: `time` [1, cR] gives every block's scale (its
 * "+1" is in the bias) and shift. Call the result with x and the block's key, in order.
 */
export function timestepBlocks(
  g: Graph,
  checkpoint: Checkpoint,
  time: Value,
  timeChannels: number,
  blocks: readonly { key: string; channels: number }[],
): (key: string, x: Value) => Value {
  const total = blocks.reduce((sum, block) => sum + 2 * block.channels, 0);
  const mappers = blocks.map(({ key, channels }) =>
    checkpoint.matrix(`${key}.mapper.weight`, 2 * channels, timeChannels),
  );
  const biases = blocks.flatMap(({ key, channels }) => {
    const both = checkpoint.vector(`${key}.mapper.bias`, 2 * channels);
    const scale = mapped(sliceColumns(both, 0, channels), (value) => value + 1);
    return [scale, sliceColumns(both, channels, 2 * channels)];
  });
  const bias = g.vector('timestep.mappers.bias', [total], joinColumns(biases));
  const product = matmul(
    g,
    time,
    'timestep.mappers.weight',
    { in: timeChannels, out: total },
    [],
    joinRows(mappers),
    { kind: 'time' },
  );
  const all = g.node('Add', [product, bias]);

  const starts = new Map<string, { start: number; channels: number }>();
  let start = 0;
  for (const { key, channels } of blocks) {
    starts.set(key, { start, channels });
    start += 2 * channels;
  }
  const slice = (from: number, to: number) =>
    g.node('Slice', [all, g.integers([from]), g.integers([to]), g.integers([1])]);
  return (key, x) => {
    const block = starts.get(key);
    if (!block) throw new Error(`No TimestepBlock ${key}`);
    const middle = block.start + block.channels;
    const scaled = g.node('Mul', [x, slice(block.start, middle)]);
    return g.node('Add', [scaled, slice(middle, middle + block.channels)]);
  };
}

export const silu = (g: Graph, x: Value) => g.node('Mul', [x, g.node('Sigmoid', [x])]);
