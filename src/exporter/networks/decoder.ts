import type { Graph, Value } from '../graph/graph.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { attentionBlock, textKeyValue, type Attention } from './attention.ts';
import { linear, plainNorm, POINTWISE, silu, timestepBlocks, toChannelsLast } from './layers.ts';
import {
  allBlocks,
  divisor,
  path,
  tokens,
  type Block,
  type DecoderConfig,
} from './decoder-config.ts';
import { downscale, embedding, predictedNoise, resBlock, upscale } from './decoder-layers.ts';
import { overBatch, solverStep, stepInputs } from './solver-step.ts';

/** Stage B: `WuerstchenDiffNeXt` of diffusers (modeling_wuerstchen_diffnext.py). */

/** Sizes at which the network sees the Stage C latent; `name` completes `effnet.<name>`. */
export const effnetLevels = (config: DecoderConfig) =>
  config.inject_effnet.flatMap((inject, level) =>
    inject ? [{ level, name: String(level), divisor: divisor(config, level) }] : [],
  );

/** Stage B's latent side must divide by this. */
export const decoderMultiple = (config: DecoderConfig) =>
  divisor(config, config.c_hidden.length - 1);

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
  const mapped = linear(
    g,
    checkpoint,
    text,
    'clip_mapper',
    { in: clip, out: cond },
    ['G', 'text'],
    {
      kind: 'decoderText',
    },
  );
  const conditioning = silu(g, plainNorm(g, mapped, cond));
  allBlocks(config)
    .filter((block) => block.kind === 'A')
    .forEach(({ key: name, level }, i) => {
      const c = config.c_hidden[level]!;
      const size = { cond, channels: c };
      const { key, value } = textKeyValue(g, checkpoint, conditioning, name, size, {
        kind: 'decoderText',
      });
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

/**
 * Parts in which chunked attention takes the queries: Stage B's side divides by the deepest level's
 * divisor, so the positions of a level divide by the square of what is left.
 */
const queryChunks = (config: DecoderConfig, level: number) =>
  (divisor(config, config.c_hidden.length - 1) / divisor(config, level)) ** 2;

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
        const heads = config.nhead[block.level]!;
        const size = { channels, heads, chunks: queryChunks(config, block.level) };
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
    { kernel: POINTWISE, kind: 'edge' },
  );
  solverStep(g, inputs, predictedNoise(g, inputs.latent, out, patch), latentChannels);
}
