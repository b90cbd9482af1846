import type { Graph, Value } from '../graph/graph.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { apply, multiply, sliceColumns, transpose, type Matrix } from '../weights/matrix.ts';
import {
  channelMixing,
  convolution,
  depthwise,
  plainNorm,
  POINTWISE,
  toChannelsFirst,
  toChannelsLast,
} from './layers.ts';
import { matmul, type MatmulOptions } from './matmul.ts';
import { tokens, type Block, type DecoderConfig } from './decoder-config.ts';

/** Layers that only Stage B has. */

/** PixelUnshuffle and 1x1 convolution are one strided convolution; then LayerNorm. */
export function embedding(
  g: Graph,
  checkpoint: Checkpoint,
  config: DecoderConfig,
  latent: Value,
): Value {
  const { c_in: channels, patch_size: patch } = config;
  const c0 = config.c_hidden[0]!;
  // PixelUnshuffle's channel is c * patch^2 + row * patch + column: the layout of a filter.
  const weight = g.matrix(
    'edge',
    'embedding.1.weight',
    [c0, channels, patch, patch],
    checkpoint.tensor('embedding.1.weight', [c0, channels * patch ** 2, 1, 1]),
  );
  const x = strided(g, checkpoint, latent, 'embedding.1', weight, c0, patch);
  g.costs.push({ factor: channels * patch ** 2 * c0, sizes: [tokens(config, 0)] });
  return plainNorm(g, toChannelsLast(g, x), c0);
}

/** Convolution whose kernel is its stride, without padding; NCHW. */
function strided(
  g: Graph,
  checkpoint: Checkpoint,
  x: Value,
  key: string,
  weight: Value,
  channels: number,
  side: number,
): Value {
  const bias = g.vector(`${key}.bias`, [channels], checkpoint.vector(`${key}.bias`, channels));
  return g.node('Conv', [x, weight, bias], convolution({ kernel: side, stride: side }));
}

/** LayerNorm, then a 2x2 convolution of stride 2. */
export function downscale(
  g: Graph,
  checkpoint: Checkpoint,
  x: Value,
  key: string,
  from: number,
  to: number,
  positions: readonly string[],
): Value {
  const shape = [to, from, 2, 2];
  const values = checkpoint.tensor(`${key}.1.weight`, shape);
  const weight = g.matrix('convolution', `${key}.1.weight`, shape, values);
  g.costs.push({ factor: 4 * from * to, sizes: positions });
  const normed = toChannelsFirst(g, plainNorm(g, x, from));
  return toChannelsLast(g, strided(g, checkpoint, normed, `${key}.1`, weight, to, 2));
}

/**
 * LayerNorm, then a 2x2 transposed convolution of stride 2: patches do not overlap, so it is a
 * MatMul and a depth-to-space.
 */
export function upscale(
  g: Graph,
  checkpoint: Checkpoint,
  x: Value,
  key: string,
  from: number,
  to: number,
  positions: readonly string[],
): Value {
  const weight = checkpoint.tensor(`${key}.1.weight`, [from, to, 2, 2]);
  const product = matmul(
    g,
    plainNorm(g, x, from),
    `${key}.1.weight`,
    { in: from, out: 4 * to },
    positions,
    transpose(weight),
    { kind: 'resample', bounded: true },
  );
  const patches = toChannelsFirst(g, product);
  const larger = toChannelsLast(g, depthToSpace(g, patches, 2));
  const bias = g.vector(`${key}.1.bias`, [to], checkpoint.vector(`${key}.1.bias`, to));
  return g.node('Add', [larger, bias]);
}

const depthToSpace = (g: Graph, x: Value, side: number) =>
  g.node('DepthToSpace', [x], { blocksize: BigInt(side), mode: 'CRD' });

/**
 * ResBlockStageB. The skip joins AFTER the norm, before the first Linear. What the Stage C latent
 * adds there passes `effnet_mapper` first; the two fold, so the 16 channels join instead (exact).
 */
export function resBlock(
  g: Graph,
  checkpoint: Checkpoint,
  config: DecoderConfig,
  x: Value,
  block: Extract<Block, { kind: 'C' }>,
  skip: Value | null,
  effnet: Value | null,
  positions: readonly string[],
): Value {
  const { c_cond: cond, effnet_embd: latentChannels } = config;
  const { key, mapper } = block;
  const c = config.c_hidden[block.level]!;
  const first = `${key}.channelwise.0`;
  const own = c + (skip ? c : 0);
  const full = own + (mapper ? cond : 0);
  const whole = checkpoint.matrix(`${first}.weight`, 4 * c, full);
  const plainBias = checkpoint.vector(`${first}.bias`, 4 * c);
  const folded = mapper === null ? null : foldMapper(checkpoint, config, mapper, whole, plainBias);

  const convolved = depthwise(
    g,
    checkpoint,
    x,
    `${key}.depthwise`,
    c,
    config.kernel_size,
    positions,
  );
  // The first Linear of [normed, skip, Stage C latent], in three products: they differ in what
  // their inputs reach and in what their weights need.
  const part = (value: Value, name: string, from: number, to: number, options: MatmulOptions) =>
    matmul(
      g,
      value,
      `${first}.weight[${name}]`,
      { in: to - from, out: 4 * c },
      positions,
      sliceColumns(whole, from, to),
      options,
    );
  let hidden = part(plainNorm(g, convolved, c), 'own', 0, c, { bounded: true });
  if (skip) hidden = g.node('Add', [hidden, part(skip, 'skip', c, own, {})]);
  if (folded && effnet) {
    const latent = matmul(
      g,
      effnet,
      `${first}.weight*${mapper}`,
      { in: latentChannels, out: 4 * c },
      positions,
      folded.weight,
      { kind: 'effnet' },
    );
    hidden = g.node('Add', [hidden, latent]);
  }
  const bias = g.vector(
    `${first}.bias${mapper ? `+${mapper}` : ''}`,
    [4 * c],
    folded?.bias ?? plainBias,
  );
  const mixed = channelMixing(g, checkpoint, hidden, bias, `${key}.channelwise`, c, positions);
  return g.node('Add', [x, mixed]);
}

/** W_skip and the bias with `effnet_mapper` (M, m) in them: W_skip M, b + W_skip m. */
function foldMapper(
  checkpoint: Checkpoint,
  { c_cond: cond, effnet_embd: latentChannels }: DecoderConfig,
  mapper: string,
  whole: Matrix,
  bias: Matrix,
): { weight: Matrix; bias: Matrix } {
  const skip = sliceColumns(whole, whole.columns - cond, whole.columns);
  const weight = checkpoint.matrix(`${mapper}.weight`, cond, latentChannels, POINTWISE);
  return {
    weight: multiply(skip, weight),
    bias: apply(skip, checkpoint.vector(`${mapper}.bias`, cond), bias),
  };
}

/** eps = (x - a) / b with b = sigmoid(b) * (1 - 2e-3) + 1e-3, after PixelShuffle of [a, b]. */
export function predictedNoise(g: Graph, latent: Value, out: Value, patch: number): Value {
  const shuffled = depthToSpace(g, toChannelsFirst(g, out), patch);
  const [a, b] = g.multiNode('Split', [shuffled], 2, { axis: 1n, num_outputs: 2n });
  const gate = g.node('Mul', [g.node('Sigmoid', [b!]), g.scalar(1 - 2e-3)]);
  const spread = g.node('Add', [gate, g.scalar(1e-3)]);
  return g.node('Div', [g.node('Sub', [latent, a!]), spread]);
}
