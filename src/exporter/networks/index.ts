import {
  compressorSizes,
  decoderSizes,
  priorSizes,
  textEncoderSizes,
  vqganSizes,
  type ConfigSizes,
} from './config-sizes.ts';
import type { AnyNetworkName } from '../../package/manifest.ts';
import type { Graph } from '../graph/graph.ts';
import type { Attention } from './attention.ts';
import { blocksOf, type CompressorConfig } from './compressor-config.ts';
import { compressor, isCompressorRest } from './compressor.ts';
import { isVqganEncoderTensor, vqganDecode, type VqganConfig } from './vqgan.ts';
import { isVqganEncoderRest, vqganEncode } from './vqgan-encode.ts';
import type { DecoderConfig } from './decoder-config.ts';
import { decoderCondition, decoderStep } from './decoder.ts';
import { priorCondition, priorStep, type PriorConfig } from './prior.ts';
import { isTextEncoderBuffer, textEncoder, type TextEncoderConfig } from './text-encoder.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';

/** Which of a checkpoint's networks become which of a package's. */

interface NetworkBuild {
  name: AnyNetworkName;
  attentions: readonly Attention[];
  build: (g: Graph, checkpoint: Checkpoint, attention: Attention) => void;
}

/** One network of a checkpoint. */
export interface Source {
  builds: readonly NetworkBuild[];
  /** Name for the weights that several of the builds have in common. */
  shared: string;
  /** What the tensors say against its config. */
  sizes: ConfigSizes;
  /** How many blocks its config asks for. */
  blocks: number;
  /** Tensors that no build needs, and that are no mistake. */
  isRest: (name: string) => boolean;
}

const BOTH: readonly Attention[] = ['fused', 'decomposed'];
/** Stage B's first level with attention has thousands of positions. */
const ALL: readonly Attention[] = [...BOTH, 'chunked'];
const PLAIN: readonly Attention[] = ['decomposed'];
const nothing = () => false;

export const textEncoderSource = (
  name: 'prior-text-encoder' | 'decoder-text-encoder',
  config: TextEncoderConfig,
): Source => ({
  shared: `${name}-shared`,
  sizes: textEncoderSizes(config),
  blocks: config.num_hidden_layers,
  isRest: isTextEncoderBuffer,
  builds: [{ name, attentions: BOTH, build: (g, c, a) => textEncoder(g, c, config, a) }],
});

export const priorSource = (config: PriorConfig): Source => ({
  shared: 'prior-shared',
  sizes: priorSizes(config),
  blocks: config.depth,
  isRest: nothing,
  builds: [
    { name: 'prior-condition', attentions: PLAIN, build: (g, c) => priorCondition(g, c, config) },
    { name: 'prior-step', attentions: BOTH, build: (g, c, a) => priorStep(g, c, config, a) },
  ],
});

/** @param scale what the prior's pipeline does to its latent */
export const decoderSource = (
  config: DecoderConfig,
  scale: { latentMean: number; latentStd: number },
): Source => ({
  shared: 'decoder-shared',
  sizes: decoderSizes(config),
  blocks: config.blocks.reduce((sum, count) => sum + count, 0),
  isRest: nothing,
  builds: [
    {
      name: 'decoder-condition',
      attentions: PLAIN,
      build: (g, c) => decoderCondition(g, c, config, scale),
    },
    { name: 'decoder-step', attentions: ALL, build: (g, c, a) => decoderStep(g, c, config, a) },
  ],
});

/** @param encodes whether the encoder half is exported, too */
export const vqganSource = (config: VqganConfig, encodes = false): Source => ({
  shared: 'vqgan-shared',
  sizes: vqganSizes(config),
  blocks: config.bottleneck_blocks + config.levels,
  isRest: encodes ? isVqganEncoderRest : isVqganEncoderTensor,
  builds: [
    {
      name: 'vqgan-decode',
      attentions: ['decomposed', 'chunked'],
      build: (g, c, a) => vqganDecode(g, c, config, a),
    },
    ...(encodes
      ? [
          {
            name: 'vqgan-encode' as const,
            attentions: ['decomposed', 'chunked'] as const,
            build: (g: Graph, c: Checkpoint, a: Attention) => vqganEncode(g, c, config, a),
          },
        ]
      : []),
  ],
});

/** @param scale what the prior's pipeline does to its latent */
export const compressorSource = (
  config: CompressorConfig,
  scale: { latentMean: number; latentStd: number },
): Source => ({
  shared: 'compressor-shared',
  sizes: compressorSizes(config),
  blocks: blocksOf(config),
  isRest: isCompressorRest,
  builds: [
    {
      name: 'compressor',
      attentions: PLAIN,
      build: (g, c) => compressor(g, c, config, scale),
    },
  ],
});
