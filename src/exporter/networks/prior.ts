import * as v from 'valibot';
import type { Graph, Value } from '../graph/graph.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { attentionBlock, textKeyValue, type Attention } from './attention.ts';
import {
  linear,
  plainNorm,
  POINTWISE,
  silu,
  timestepBlocks,
  toChannelsFirst,
  toChannelsLast,
} from './layers.ts';
import { resBlock } from './res-block.ts';
import { overBatch, solverStep, stepInputs } from './solver-step.ts';

/** Stage C: `WuerstchenPrior` of diffusers (modeling_wuerstchen_prior.py). */

const Size = v.pipe(v.number(), v.integer(), v.minValue(1));
export const PriorConfigSchema = v.object({
  c_in: Size,
  c: Size,
  c_cond: Size,
  c_r: Size,
  depth: Size,
  nhead: Size,
});
export type PriorConfig = v.InferOutput<typeof PriorConfigSchema>;

export const PRIOR_CLASS = 'WuerstchenPrior';

/** Keys of block i: each is a ResBlock, a TimestepBlock and an AttnBlock. */
const keys = (i: number) => ({
  res: `blocks.${3 * i}`,
  time: `blocks.${3 * i + 1}`,
  attn: `blocks.${3 * i + 2}`,
});

const POSITIONS = ['G', 'prior'];
const TEXT = { kind: 'priorText' } as const;

/** Once per prompt: text [G, 77, c_cond] -> text_key.<i>, text_value.<i> [G, 77, c]. */
export function priorCondition(g: Graph, checkpoint: Checkpoint, config: PriorConfig): void {
  const { c, c_cond: cond, depth } = config;
  const sequence = ['G', 'text'];
  const text = g.input('text', 'f32', ['G', 77, cond]);
  const wide = linear(g, checkpoint, text, 'cond_mapper.0', { in: cond, out: c }, sequence, TEXT);
  const active = g.node('LeakyRelu', [wide], { alpha: 0.2 });
  const mapped = linear(g, checkpoint, active, 'cond_mapper.2', { in: c, out: c }, sequence, TEXT);
  const conditioning = silu(g, mapped);
  for (let i = 0; i < depth; i++) {
    const size = { cond: c, channels: c };
    const { key, value } = textKeyValue(g, checkpoint, conditioning, keys(i).attn, size, TEXT);
    g.output(`text_key.${i}`, key, ['G', 77, c]);
    g.output(`text_value.${i}`, value, ['G', 77, c]);
  }
}

/** One solver step on the [1, c_in, h, w] latent. */
export function priorStep(
  g: Graph,
  checkpoint: Checkpoint,
  config: PriorConfig,
  attention: Attention,
): void {
  const { c_in: latentChannels, c, c_r: timeChannels, depth, nhead: heads } = config;
  const inputs = stepInputs(g, latentChannels, timeChannels);
  const text = Array.from({ length: depth }, (_, i) => ({
    key: g.input(`text_key.${i}`, 'f32', ['G', 77, c]),
    value: g.input(`text_value.${i}`, 'f32', ['G', 77, c]),
  }));
  const modulate = timestepBlocks(
    g,
    checkpoint,
    inputs.time,
    timeChannels,
    Array.from({ length: depth }, (_, i) => ({ key: keys(i).time, channels: c })),
  );

  let x: Value = linear(
    g,
    checkpoint,
    toChannelsLast(g, inputs.latent),
    'projection',
    { in: latentChannels, out: c },
    ['prior'],
    { kernel: POINTWISE, kind: 'edge' },
  );
  for (let i = 0; i < depth; i++) {
    const key = keys(i);
    // Nothing before the first attention sees the text: up to there one half serves both.
    const positions = i === 0 ? ['prior'] : POSITIONS;
    x = resBlock(g, checkpoint, x, key.res, c, positions);
    x = modulate(key.time, x);
    if (i === 0) x = overBatch(g, x, inputs.guidance);
    const size = { channels: c, heads };
    x = attentionBlock(g, checkpoint, attention, x, key.attn, size, text[i]!, POSITIONS);
  }
  const out = linear(
    g,
    checkpoint,
    plainNorm(g, x, c),
    'out.1',
    { in: c, out: 2 * latentChannels },
    POSITIONS,
    { kernel: POINTWISE, kind: 'edge' },
  );
  solverStep(g, inputs, predictedNoise(g, inputs.latent, out), latentChannels);
}

/** eps = (x - a) / (|1 - b| + 1e-5), with [a, b] the two halves of the output's channels. */
function predictedNoise(g: Graph, latent: Value, out: Value): Value {
  const [a, b] = g.multiNode('Split', [toChannelsFirst(g, out)], 2, {
    axis: 1n,
    num_outputs: 2n,
  });
  const difference = g.node('Sub', [latent, a!]);
  const distance = g.node('Abs', [g.node('Sub', [g.scalar(1), b!])]);
  return g.node('Div', [difference, g.node('Add', [distance, g.scalar(1e-5)])]);
}
