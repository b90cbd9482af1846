import * as v from 'valibot';
import type { Cost } from '../../src/exporter/graph/graph.ts';
import type { VqganConfig } from '../../src/exporter/networks/vqgan.ts';
import {
  allBlocks,
  path,
  tokens,
  type Block,
  type DecoderConfig,
} from '../../src/exporter/networks/decoder-config.ts';
import type { PriorConfig } from '../../src/exporter/networks/prior.ts';
import type { TextEncoderConfig } from '../../src/exporter/networks/text-encoder.ts';

/**
 * The published networks as they are before the exporter folds anything: every tensor's name and
 * shape, and the multiply-adds of one evaluation, from their configs alone. Written down from the
 * PyTorch classes, apart from the exporter, so that the two can be held against each other.
 * Sizes are named as in `costs.ts`; nothing here is evaluated twice for guidance.
 */

type Shape = readonly number[];

export interface SourceNetwork {
  tensors: Map<string, Shape>;
  costs: Cost[];
}

/** Collects layers under their checkpoint keys. */
export class Layers implements SourceNetwork {
  readonly tensors = new Map<string, Shape>();
  readonly costs: Cost[] = [];

  tensor(name: string, shape: Shape): void {
    this.tensors.set(name, shape);
  }

  cost(factor: number, ...sizes: string[]): void {
    this.costs.push({ factor, sizes });
  }

  /** Linear, or a convolution with a kernel, at each of `positions` outputs (inputs, if transposed). */
  linear(
    key: string,
    size: { in: number; out: number; kernel?: Shape; transposed?: boolean; bias?: boolean },
    ...positions: string[]
  ): void {
    const { in: from, out: to, kernel = [], transposed = false, bias = true } = size;
    this.tensor(`${key}.weight`, [...(transposed ? [to, from].reverse() : [to, from]), ...kernel]);
    if (bias) this.tensor(`${key}.bias`, [to]);
    this.cost(
      kernel.reduce((product, side) => product * side, from * to),
      ...positions,
    );
  }

  depthwise(key: string, channels: number, kernel: number, positions: string): void {
    this.linear(key, { in: 1, out: channels, kernel: [kernel, kernel] }, positions);
  }

  norm(key: string, channels: number): void {
    this.tensor(`${key}.weight`, [channels]);
    this.tensor(`${key}.bias`, [channels]);
  }

  /** What ResBlock and ResBlockStageB have in common. */
  resBlock(key: string, c: number, inputs: number, kernel: number, positions: string): void {
    this.depthwise(`${key}.depthwise`, c, kernel, positions);
    this.linear(`${key}.channelwise.0`, { in: inputs, out: 4 * c }, positions);
    this.tensor(`${key}.channelwise.2.gamma`, [1, 1, 1, 4 * c]);
    this.tensor(`${key}.channelwise.2.beta`, [1, 1, 1, 4 * c]);
    this.linear(`${key}.channelwise.4`, { in: 4 * c, out: c }, positions);
  }

  timestepBlock(key: string, c: number, timeChannels: number): void {
    this.linear(`${key}.mapper`, { in: timeChannels, out: 2 * c });
  }

  /** AttnBlock: keys and values of the picture's own tokens and of the mapped text. */
  attentionBlock(key: string, c: number, cond: number, positions: string): void {
    this.linear(`${key}.kv_mapper.1`, { in: cond, out: c }, 'text');
    this.linear(`${key}.attention.to_q`, { in: c, out: c }, positions);
    for (const part of ['to_k', 'to_v']) {
      this.linear(`${key}.attention.${part}`, { in: c, out: c }, positions);
      this.cost(c * c, 'text');
    }
    this.linear(`${key}.attention.to_out.0`, { in: c, out: c }, positions);
    this.cost(2 * c, positions, positions);
    this.cost(2 * c, positions, 'text');
  }

  /** Stage A's MixingResidualBlock. */
  mixingBlock(key: string, c: number, positions: string): void {
    this.tensor(`${key}.gammas`, [6]);
    this.depthwise(`${key}.depthwise.1`, c, 3, positions);
    this.linear(`${key}.channelwise.0`, { in: c, out: 4 * c }, positions);
    this.linear(`${key}.channelwise.2`, { in: 4 * c, out: c }, positions);
  }
}

/** Stage C. */
export function priorNetwork(config: PriorConfig): SourceNetwork {
  const { c_in: latent, c, c_cond: cond, c_r: timeChannels, depth } = config;
  const layers = new Layers();
  layers.linear('projection', { in: latent, out: c, kernel: [1, 1] }, 'prior');
  layers.linear('cond_mapper.0', { in: cond, out: c }, 'text');
  layers.linear('cond_mapper.2', { in: c, out: c }, 'text');
  for (let i = 0; i < depth; i++) {
    layers.resBlock(`blocks.${3 * i}`, c, c, 3, 'prior');
    layers.timestepBlock(`blocks.${3 * i + 1}`, c, timeChannels);
    layers.attentionBlock(`blocks.${3 * i + 2}`, c, c, 'prior');
  }
  layers.linear('out.1', { in: c, out: 2 * latent, kernel: [1, 1] }, 'prior');
  return layers;
}

/** Stage B. */
export function decoderNetwork(config: DecoderConfig): SourceNetwork {
  const { c_in: latent, c_out: out, c_cond: cond, c_hidden: widths, patch_size: patch } = config;
  const layers = new Layers();
  const first = widths[0]!;
  layers.linear('clip_mapper', { in: config.clip_embd, out: cond }, 'text');
  layers.linear(
    'embedding.1',
    { in: latent * patch ** 2, out: first, kernel: [1, 1] },
    tokens(config, 0),
  );
  // Mapped once as a path enters a level, however many blocks see it there.
  const mappers = (['down', 'up'] as const).flatMap((direction) =>
    path(config, direction).flatMap((block) =>
      block.kind === 'C' && block.mapper ? [[block.mapper, block.level] as const] : [],
    ),
  );
  for (const [key, level] of new Map(mappers)) {
    const size = { in: config.effnet_embd, out: cond, kernel: [1, 1] };
    layers.linear(key, size, tokens(config, level));
  }
  for (const block of allBlocks(config)) addBlock(layers, config, block);
  layers.linear(
    'clf.1',
    { in: first, out: 2 * out * patch ** 2, kernel: [1, 1] },
    tokens(config, 0),
  );
  return layers;
}

function addBlock(layers: Layers, config: DecoderConfig, block: Block): void {
  const { c_hidden: widths, c_cond: cond } = config;
  const { key, level } = block;
  const c = widths[level]!;
  const positions = tokens(config, level);
  switch (block.kind) {
    case 'C': {
      const inputs = c + (block.skip ? c : 0) + (block.mapper ? cond : 0);
      return layers.resBlock(key, c, inputs, config.kernel_size, positions);
    }
    case 'T':
      return layers.timestepBlock(key, c, config.c_r);
    case 'A':
      return layers.attentionBlock(key, c, cond, positions);
    case 'down':
      return layers.linear(
        `${key}.1`,
        { in: widths[level - 1]!, out: c, kernel: [2, 2] },
        positions,
      );
    case 'up':
      return layers.linear(
        `${key}.1`,
        { in: widths[level + 1]!, out: c, kernel: [2, 2], transposed: true },
        tokens(config, level + 1),
      );
  }
}

/** Fields that only Stage A's encoder half and codebook have; as in the class where absent. */
const EncoderSchema = v.object({
  in_channels: v.optional(v.number(), 3),
  num_vq_embeddings: v.optional(v.number(), 8192),
});

/**
 * Stage A, with the encoder half and the codebook, which text to image never runs: their tensors
 * count, their multiply-adds do not.
 * @param json the config.json
 */
export function vqganNetwork(config: VqganConfig, json: unknown): SourceNetwork {
  const { levels, embed_dim: embed, latent_channels: latent, bottleneck_blocks: depth } = config;
  const { in_channels: pictures, num_vq_embeddings: codes } = v.parse(EncoderSchema, json);
  const factor = config.up_down_scale_factor;
  /** Level 0 is the widest, next to the latent. */
  const width = (level: number) => Math.floor(embed / 2 ** level);

  const decoder = new Layers();
  const positions = (level: number) => (level === 0 ? 'vqgan' : `vqgan*${4 ** level}`);
  decoder.linear('up_blocks.0.0', { in: latent, out: width(0), kernel: [1, 1] }, 'vqgan');
  let index = 1;
  for (let level = 0; level < levels; level++) {
    for (let j = 0; j < (level === 0 ? depth : 1); j++) {
      decoder.mixingBlock(`up_blocks.${index++}`, width(level), positions(level));
    }
    if (level < levels - 1) {
      const size = { in: width(level), out: width(level + 1), kernel: [4, 4], transposed: true };
      decoder.linear(`up_blocks.${index++}`, size, positions(level));
    }
  }
  decoder.linear(
    'out_block.0',
    { in: width(levels - 1), out: config.out_channels * factor ** 2, kernel: [1, 1] },
    positions(levels - 1),
  );

  const encoder = new Layers();
  const nowhere = 'vqgan';
  const outermost = width(levels - 1);
  const unshuffled = pictures * factor ** 2;
  encoder.linear('in_block.1', { in: unshuffled, out: outermost, kernel: [1, 1] }, nowhere);
  index = 0;
  for (let level = levels - 1; level >= 0; level--) {
    if (level < levels - 1) {
      const size = { in: width(level + 1), out: width(level), kernel: [4, 4] };
      encoder.linear(`down_blocks.${index++}`, size, nowhere);
    }
    encoder.mixingBlock(`down_blocks.${index++}`, width(level), nowhere);
  }
  const last = { in: width(0), out: latent, kernel: [1, 1], bias: false };
  encoder.linear(`down_blocks.${index}.0`, last, nowhere);
  encoder.norm(`down_blocks.${index}.1`, latent);
  encoder.tensor('vquantizer.embedding.weight', [codes, latent]);

  const tensors = new Map([...encoder.tensors, ...decoder.tensors]);
  return { tensors, costs: decoder.costs };
}

/** CLIP's text encoder, without its pooled projection. */
export function textEncoderNetwork(config: TextEncoderConfig): SourceNetwork {
  const { hidden_size: c, intermediate_size: wide, max_position_embeddings: length } = config;
  const layers = new Layers();
  layers.tensor('text_model.embeddings.token_embedding.weight', [config.vocab_size, c]);
  layers.tensor('text_model.embeddings.position_embedding.weight', [length, c]);
  for (let i = 0; i < config.num_hidden_layers; i++) {
    const key = `text_model.encoder.layers.${i}`;
    for (const part of ['q_proj', 'k_proj', 'v_proj', 'out_proj']) {
      layers.linear(`${key}.self_attn.${part}`, { in: c, out: c }, 'text');
    }
    layers.cost(2 * c, 'text', 'text');
    layers.norm(`${key}.layer_norm1`, c);
    layers.norm(`${key}.layer_norm2`, c);
    layers.linear(`${key}.mlp.fc1`, { in: c, out: wide }, 'text');
    layers.linear(`${key}.mlp.fc2`, { in: wide, out: c }, 'text');
  }
  layers.norm('text_model.final_layer_norm', c);
  return layers;
}

const sizeOf = (shape: Shape) => shape.reduce((product, side) => product * side, 1);

/** Entries of all tensors. */
export const parameterCount = ({ tensors }: SourceNetwork) =>
  [...tensors.values()].reduce((sum, shape) => sum + sizeOf(shape), 0);
