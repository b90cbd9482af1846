import { join } from 'node:path';
import * as v from 'valibot';
import type { Graph, Value } from '../onnx/graph.ts';
import { readJson, type Checkpoint } from '../weights/checkpoint.ts';
import { apply, joinColumns, multiply, sliceColumns } from '../weights/matrix.ts';
import {
  attentionBlock,
  channelMixing,
  depthwise,
  linear,
  matmul,
  plainNorm,
  POINTWISE,
  silu,
  textKeyValue,
  timestepBlocks,
  toChannelsFirst,
  toChannelsLast,
  type Attention,
} from './layers.ts';
import { overBatch, solverStep, stepInputs } from './solver-step.ts';

/** Stage B: `WuerstchenDiffNeXt` of diffusers (modeling_wuerstchen_diffnext.py). */

const Size = v.pipe(v.number(), v.integer(), v.minValue(1));
const ConfigSchema = v.pipe(
  v.object({
    c_in: Size,
    c_out: Size,
    c_r: Size,
    patch_size: Size,
    c_cond: Size,
    c_hidden: v.array(Size),
    nhead: v.array(v.number()),
    blocks: v.array(Size),
    level_config: v.array(
      v.pipe(v.string(), v.regex(/^[CTA]+$/, 'Expected a string of C, T and A')),
    ),
    inject_effnet: v.array(v.boolean()),
    effnet_embd: Size,
    clip_embd: Size,
    kernel_size: Size,
  }),
  v.check(
    ({ c_hidden: c, nhead, blocks, level_config: levels, inject_effnet: inject }) =>
      [nhead, blocks, levels, inject].every((list) => list.length === c.length),
    'Expected one entry a level in c_hidden, nhead, blocks, level_config and inject_effnet',
  ),
);
export type DecoderConfig = v.InferOutput<typeof ConfigSchema>;

export const DECODER_CLASS = 'WuerstchenDiffNeXt';

export const readDecoderConfig = (folder: string): DecoderConfig =>
  readJson(join(folder, 'config.json'), ConfigSchema);

type Block =
  | { kind: 'C'; key: string; level: number; skip: boolean; mapper: string | null }
  | { kind: 'T'; key: string; level: number }
  | { kind: 'A'; key: string; level: number }
  | { kind: 'down' | 'up'; key: string; level: number };

/** Every block of a path in order, with its checkpoint key. `down` and `up` enter `level`. */
function path(config: DecoderConfig, direction: 'down' | 'up'): Block[] {
  const levels = config.c_hidden.map((_, i) => i);
  const order = direction === 'down' ? levels : [...levels].reverse();
  const blocks: Block[] = [];
  order.forEach((level, i) => {
    let index = 0;
    const key = () => `${direction}_blocks.${i}.${index++}`;
    if (direction === 'down' && level > 0) blocks.push({ kind: 'down', key: key(), level });
    const mapper = config.inject_effnet[level]
      ? `effnet_mappers.${direction === 'down' ? i : levels.length + i}`
      : null;
    for (let j = 0; j < config.blocks[level]!; j++) {
      [...config.level_config[level]!].forEach((kind, k) => {
        if (kind === 'C') {
          // The way up joins the way down's result, as the first thing of each level but the deepest.
          const skip = direction === 'up' && i > 0 && j === 0 && k === 0;
          blocks.push({ kind, key: key(), level, skip, mapper });
        } else {
          blocks.push({ kind: kind as 'T' | 'A', key: key(), level });
        }
      });
    }
    if (direction === 'up' && level > 0) blocks.push({ kind: 'up', key: key(), level: level - 1 });
  });
  return blocks;
}

const allBlocks = (config: DecoderConfig) => [...path(config, 'down'), ...path(config, 'up')];

/** Token side of a level is Stage B's latent side over this. */
const divisor = (config: DecoderConfig, level: number) => config.patch_size * 2 ** level;

/** Sizes at which the network sees the Stage C latent; `name` completes `effnet.<name>`. */
export const effnetLevels = (config: DecoderConfig) =>
  config.inject_effnet.flatMap((inject, level) =>
    inject ? [{ level, name: String(level), divisor: divisor(config, level) }] : [],
  );

/** Stage B's latent side must divide by this. */
export const decoderMultiple = (config: DecoderConfig) =>
  divisor(config, config.c_hidden.length - 1);

/** Multiply-add size name: tokens of a level. */
const tokens = (config: DecoderConfig, level: number) => `decoder/${divisor(config, level)}`;

/**
 * Once per picture: text keys and values, and the Stage C latent at every level's size.
 * @param scale the pipeline's `latents * latent_mean - latent_std`
 */
export function decoderCondition(
  g: Graph,
  checkpoint: Checkpoint,
  config: DecoderConfig,
  scale: { latentMean: number; latentStd: number },
): void {
  const { clip_embd: clip, c_cond: cond, effnet_embd: channels } = config;
  const text = g.input('text', 'f32', ['G', 77, clip]);
  const mapped = linear(g, checkpoint, text, 'clip_mapper', { in: clip, out: cond }, ['G', 'text']);
  const conditioning = silu(g, plainNorm(g, mapped, cond));
  allBlocks(config)
    .filter((block) => block.kind === 'A')
    .forEach(({ key: name, level }, i) => {
      const c = config.c_hidden[level]!;
      const size = { cond, channels: c };
      const { key, value } = textKeyValue(g, checkpoint, conditioning, name, size);
      g.output(`text_key.${i}`, key, ['G', 77, c]);
      g.output(`text_value.${i}`, value, ['G', 77, c]);
    });

  const prior = g.input('prior_latent', 'f32', [1, channels, 'h', 'w']);
  const halves = g.input('effnet_mask', 'f32', ['G', 1, 1]);
  const mask = g.node('Reshape', [halves, g.integers([-1, 1, 1, 1])]);
  const scaled = g.node('Sub', [
    g.node('Mul', [prior, g.scalar(scale.latentMean)]),
    g.scalar(scale.latentStd),
  ]);
  for (const { name } of effnetLevels(config)) {
    const rows = g.input(`rows.${name}`, 'f32', [`rows_${name}`, 'h']);
    const columns = g.input(`columns.${name}`, 'f32', [`columns_${name}`, 'w']);
    const wide = g.node('MatMul', [scaled, g.node('Transpose', [columns], { perm: [1n, 0n] })]);
    const resized = g.node('MatMul', [rows, wide]); // [1, 16, rows, columns]
    const masked = g.node('Mul', [toChannelsLast(g, resized), mask]);
    g.output(`effnet.${name}`, masked, ['G', `rows_${name}`, `columns_${name}`, channels]);
  }
}

/** One solver step on the [1, c_in, H, W] latent. */
export function decoderStep(
  g: Graph,
  checkpoint: Checkpoint,
  config: DecoderConfig,
  attention: Attention,
): void {
  const { c_in: latentChannels, c_out: outChannels, c_r: timeChannels, patch_size: patch } = config;
  const c0 = config.c_hidden[0]!;
  const inputs = stepInputs(g, latentChannels, timeChannels);
  const blocks = allBlocks(config);
  const text = blocks
    .filter((block) => block.kind === 'A')
    .map(({ level }, i) => ({
      key: g.input(`text_key.${i}`, 'f32', ['G', 77, config.c_hidden[level]!]),
      value: g.input(`text_value.${i}`, 'f32', ['G', 77, config.c_hidden[level]!]),
    }));
  const effnet = new Map(
    effnetLevels(config).map(({ level, name }) => [
      level,
      g.input(`effnet.${name}`, 'f32', [
        'G',
        `rows_${name}`,
        `columns_${name}`,
        config.effnet_embd,
      ]),
    ]),
  );
  const modulate = timestepBlocks(
    g,
    checkpoint,
    inputs.time,
    timeChannels,
    blocks
      .filter((block) => block.kind === 'T')
      .map(({ key, level }) => ({ key, channels: config.c_hidden[level]! })),
  );

  // Until the first block that sees the text or the Stage C latent, both halves are the same.
  let batched = false;
  let attentions = 0;
  const run = (x: Value, block: Block, skip: Value | null): Value => {
    const channels = config.c_hidden[block.level]!;
    const sees = block.kind === 'A' || (block.kind === 'C' && block.mapper !== null);
    if (sees && !batched) {
      x = overBatch(g, x, inputs.guidance);
      batched = true;
    }
    const positions = [batched ? 'G' : 'one', tokens(config, block.level)];
    switch (block.kind) {
      case 'C': {
        const shared = effnet.get(block.level) ?? null;
        return resBlock(g, checkpoint, config, x, block, skip, shared, positions);
      }
      case 'T':
        return modulate(block.key, x);
      case 'A': {
        const size = { channels, heads: config.nhead[block.level]! };
        const pair = text[attentions++]!;
        return attentionBlock(g, checkpoint, attention, x, block.key, size, pair, positions);
      }
      case 'down':
        return downscale(g, checkpoint, x, block.key, config.c_hidden[block.level - 1]!, channels, [
          positions[0]!,
          positions[1]!,
        ]);
      case 'up':
        return upscale(g, checkpoint, x, block.key, config.c_hidden[block.level + 1]!, channels, [
          positions[0]!,
          tokens(config, block.level + 1),
        ]);
    }
  };

  let x = embedding(g, checkpoint, config, inputs.latent);
  const levelOutputs: Value[] = [];
  for (const block of path(config, 'down')) {
    if (block.kind === 'down') levelOutputs.push(x);
    x = run(x, block, null);
  }
  for (const block of path(config, 'up')) {
    const skip = block.kind === 'C' && block.skip ? levelOutputs[block.level]! : null;
    x = run(x, block, skip && overBatch(g, skip, inputs.guidance));
  }
  if (!batched) x = overBatch(g, x, inputs.guidance);

  const out = linear(
    g,
    checkpoint,
    plainNorm(g, x, c0),
    'clf.1',
    { in: c0, out: 2 * outChannels * patch ** 2 },
    ['G', tokens(config, 0)],
    POINTWISE,
  );
  solverStep(g, inputs, predictedNoise(g, inputs.latent, out, patch), latentChannels);
}

/** PixelUnshuffle and 1x1 convolution are one strided convolution; then LayerNorm. */
function embedding(g: Graph, checkpoint: Checkpoint, config: DecoderConfig, latent: Value): Value {
  const { c_in: channels, patch_size: patch } = config;
  const c0 = config.c_hidden[0]!;
  // PixelUnshuffle's channel is c * patch^2 + row * patch + column: the layout of a filter.
  const weight = g.matrix(
    'embedding.1.weight',
    [c0, channels, patch, patch],
    () => checkpoint.tensor('embedding.1.weight', [c0, channels * patch ** 2, 1, 1]).data,
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
  const bias = g.vector(`${key}.bias`, [channels], () =>
    checkpoint.vector(`${key}.bias`, channels),
  );
  const square = [BigInt(side), BigInt(side)];
  return g.node('Conv', [x, weight, bias], {
    kernel_shape: square,
    strides: square,
    pads: [0n, 0n, 0n, 0n],
    dilations: [1n, 1n],
    group: 1n,
  });
}

/** LayerNorm, then a 2x2 convolution of stride 2. */
function downscale(
  g: Graph,
  checkpoint: Checkpoint,
  x: Value,
  key: string,
  from: number,
  to: number,
  positions: readonly string[],
): Value {
  const shape = [to, from, 2, 2];
  const weight = g.matrix(
    `${key}.1.weight`,
    shape,
    () => checkpoint.tensor(`${key}.1.weight`, shape).data,
  );
  g.costs.push({ factor: 4 * from * to, sizes: positions });
  const normed = toChannelsFirst(g, plainNorm(g, x, from));
  return toChannelsLast(g, strided(g, checkpoint, normed, `${key}.1`, weight, to, 2));
}

/**
 * LayerNorm, then a 2x2 transposed convolution of stride 2: patches do not overlap, so it is a
 * MatMul and a depth-to-space.
 */
function upscale(
  g: Graph,
  checkpoint: Checkpoint,
  x: Value,
  key: string,
  from: number,
  to: number,
  positions: readonly string[],
): Value {
  const weight = g.matrix(
    `${key}.1.weight`,
    [from, 4 * to],
    () => checkpoint.tensor(`${key}.1.weight`, [from, to, 2, 2]).data,
  );
  g.costs.push({ factor: 4 * from * to, sizes: positions });
  const patches = toChannelsFirst(g, g.node('MatMul', [plainNorm(g, x, from), weight]));
  const larger = toChannelsLast(g, depthToSpace(g, patches, 2));
  const bias = g.vector(`${key}.1.bias`, [to], () => checkpoint.vector(`${key}.1.bias`, to));
  return g.node('Add', [larger, bias]);
}

const depthToSpace = (g: Graph, x: Value, side: number) =>
  g.node('DepthToSpace', [x], { blocksize: BigInt(side), mode: 'CRD' });

/**
 * ResBlockStageB. The skip joins AFTER the norm, before the first Linear. What the Stage C latent
 * adds there passes `effnet_mapper` first; the two fold, so the 16 channels join instead (exact).
 */
function resBlock(
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
  const whole = () => checkpoint.matrix(`${first}.weight`, 4 * c, full);

  const convolved = depthwise(
    g,
    checkpoint,
    x,
    `${key}.depthwise`,
    c,
    config.kernel_size,
    positions,
  );
  const parts = [plainNorm(g, convolved, c), skip, mapper ? effnet : null].filter(
    (part) => part !== null,
  );
  const joined = parts.length > 1 ? g.node('Concat', parts, { axis: -1n }) : parts[0]!;
  const size = { in: own + (mapper ? latentChannels : 0), out: 4 * c };
  const hidden = matmul(
    g,
    joined,
    mapper ? `${first}.weight*${mapper}` : `${first}.weight`,
    size,
    positions,
    () => {
      if (!mapper) return whole();
      const weight = checkpoint.matrix(`${mapper}.weight`, cond, latentChannels, POINTWISE);
      const folded = multiply(sliceColumns(whole(), own, full), weight);
      return joinColumns([sliceColumns(whole(), 0, own), folded]);
    },
  );
  const bias = g.vector(`${first}.bias${mapper ? `+${mapper}` : ''}`, [4 * c], () => {
    const plain = checkpoint.vector(`${first}.bias`, 4 * c);
    if (!mapper) return plain;
    const constant = checkpoint.vector(`${mapper}.bias`, cond);
    return apply(sliceColumns(whole(), own, full), constant, plain);
  });
  const mixed = channelMixing(g, checkpoint, hidden, bias, `${key}.channelwise`, c, positions);
  return g.node('Add', [x, mixed]);
}

/** eps = (x - a) / b with b = sigmoid(b) * (1 - 2e-3) + 1e-3, after PixelShuffle of [a, b]. */
function predictedNoise(g: Graph, latent: Value, out: Value, patch: number): Value {
  const shuffled = depthToSpace(g, toChannelsFirst(g, out), patch);
  const [a, b] = g.multiNode('Split', [shuffled], 2, { axis: 1n, num_outputs: 2n });
  const gate = g.node('Mul', [g.node('Sigmoid', [b!]), g.scalar(1 - 2e-3)]);
  const spread = g.node('Add', [gate, g.scalar(1e-3)]);
  return g.node('Div', [g.node('Sub', [latent, a!]), spread]);
}
