import type { Graph, Value } from '../graph/graph.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import {
  PIXELS_PER_CELL,
  SEMANTIC_COMPRESSOR_CLASS,
  type CompressorConfig,
  type SemanticCompressorConfig,
} from './compressor-config.ts';
import { conv2d, normedConv2d } from './convolution.ts';
import { efficientNetFeatures } from './efficientnet.ts';
import { toChannelsFirst, toChannelsLast } from './layers.ts';
import { resBlock } from './res-block.ts';

/** The Semantic Compressor: a picture to the latent that Stage C paints. */

/** Counters of the BatchNorms. */
export const isCompressorRest = (name: string) => name.endsWith('.num_batches_tracked');

/** Of the mapper's BatchNorm, PyTorch's own. */
const EPSILON = 1e-5;

/** Positions of a picture `reduction` times smaller than the one that the compressor sees. */
function positionsAt(reduction: number): string {
  const cells = (PIXELS_PER_CELL / reduction) ** 2;
  return cells === 1 ? 'prior' : `prior*${cells}`;
}

/**
 * pixels [B, 3, 32h, 32w], normalised -> latent [B, c_latent, h, w] in diffusion space, about N(0, 1): Stage C's x0,
 * (mapper's output + latentStd) / latentMean.
 * @param scale of the prior's pipeline, which goes the other way before Stage B
 */
export function compressor(
  g: Graph,
  checkpoint: Checkpoint,
  config: CompressorConfig,
  { latentMean, latentStd }: { latentMean: number; latentStd: number },
): void {
  const { c_latent: channels } = config;
  const pixels = g.input('pixels', 'f32', ['B', 3, 'height', 'width']);
  const isOwn = config._class_name === SEMANTIC_COMPRESSOR_CLASS;
  const features = isOwn
    ? semanticFeatures(g, checkpoint, pixels, config)
    : efficientNetFeatures(
        g,
        checkpoint,
        pixels,
        { key: 'backbone', stages: config.effnet, channels: config.c_cond },
        positionsAt,
      );
  const latent = normedConv2d(
    g,
    checkpoint,
    features,
    { convolution: 'mapper.0', norm: 'mapper.1', epsilon: EPSILON },
    { in: isOwn ? config.c_hidden.at(-1)! : config.c_cond, out: channels, kernel: 1 },
    ['prior'],
    { kind: 'edge', after: { offset: latentStd, factor: 1 / latentMean } },
  );
  g.output('latent', latent, ['B', channels, 'h', 'w']);
}

/** PixelUnshuffle and a 1x1 convolution, then ResBlocks on ever coarser grids; an nn.Sequential. */
function semanticFeatures(
  g: Graph,
  checkpoint: Checkpoint,
  pixels: Value,
  { patch_size: patch, c_hidden: widths, blocks }: SemanticCompressorConfig,
): Value {
  let reduction = patch;
  const first = widths[0]!;
  // PixelUnshuffle's channel is c * patch^2 + row * patch + column: the layout of a filter.
  let x = conv2d(
    g,
    checkpoint,
    pixels,
    'backbone.1',
    { in: 3, out: first, kernel: patch, stride: patch },
    [positionsAt(reduction)],
    { kind: 'edge', stored: [first, 3 * patch ** 2, 1, 1] },
  );
  let index = 2;
  for (const [level, width] of widths.entries()) {
    if (level > 0) {
      reduction *= 2;
      const size = { in: widths[level - 1]!, out: width, kernel: 2, stride: 2 };
      x = conv2d(g, checkpoint, x, `backbone.${index++}`, size, [positionsAt(reduction)]);
    }
    let last = toChannelsLast(g, x);
    for (let i = 0; i < blocks[level]!; i++) {
      last = resBlock(g, checkpoint, last, `backbone.${index++}`, width, [positionsAt(reduction)]);
    }
    x = toChannelsFirst(g, last);
  }
  return x;
}
