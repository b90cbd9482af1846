import * as v from 'valibot';
import type { Graph, Value } from '../graph/graph.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import type { Attention } from './attention.ts';
import { convolution, toChannelsFirst, toChannelsLast } from './layers.ts';
import { mixingBlock, pointwise } from './vqgan-layers.ts';

/** Stage A's decoder half: `PaellaVQModel` of diffusers (modeling_paella_vq_model.py). */

const Size = v.pipe(v.number(), v.integer(), v.minValue(1));
export const VqganConfigSchema = v.object({
  out_channels: v.literal(3),
  up_down_scale_factor: Size,
  levels: Size,
  bottleneck_blocks: Size,
  embed_dim: Size,
  latent_channels: Size,
  scale_factor: v.number(),
});
export type VqganConfig = v.InferOutput<typeof VqganConfigSchema>;

export const VQGAN_CLASS = 'PaellaVQModel';

/** Picture side over latent side. */
export const pixelsPerLatent = ({ up_down_scale_factor: factor, levels }: VqganConfig) =>
  factor * 2 ** (levels - 1);

/**
 * Latent rows above and below a row on which its pixels depend: one for each 3x3 filter, and one for each
 * transposed convolution, in rows of their own level. Norms and products see one position each.
 */
export function haloRows({ bottleneck_blocks: blocks, levels }: VqganConfig): number {
  let rows = blocks;
  for (let level = 1; level < levels; level++) rows += 2 ** (1 - level) + 2 ** -level;
  return Math.ceil(rows);
}

/** Tensors that only the encoder half and the codebook use. */
export const isVqganEncoderTensor = (name: string) =>
  /^(in_block|down_blocks|vquantizer)\./.test(name);

/** latent [B, 4, H, W] as Stage B leaves it -> rgba int32 [B, 4H, 4W], bytes R, G, B, 255. */
export function vqganDecode(
  g: Graph,
  checkpoint: Checkpoint,
  config: VqganConfig,
  attention: Attention,
): void {
  const { levels, embed_dim: embed, latent_channels: channels } = config;
  const factor = config.up_down_scale_factor;
  const width = (level: number) => embed / 2 ** level;
  const latent = g.input('latent', 'f32', ['B', channels, 'h', 'w']);

  // The pipeline decodes scale_factor * z: the factor joins the first weight.
  let x = pointwise(g, checkpoint, toChannelsLast(g, latent), 'up_blocks.0.0', 'vqgan', {
    in: channels,
    out: width(0),
    factor: config.scale_factor,
  });
  let index = 1;
  for (let level = 0; level < levels; level++) {
    const positions = level === 0 ? 'vqgan' : `vqgan*${4 ** level}`;
    for (let j = 0; j < (level === 0 ? config.bottleneck_blocks : 1); j++) {
      x = mixingBlock(g, checkpoint, attention, x, `up_blocks.${index++}`, width(level), positions);
    }
    if (level < levels - 1) {
      x = upscale(
        g,
        checkpoint,
        x,
        `up_blocks.${index++}`,
        width(level),
        width(level + 1),
        positions,
      );
    }
  }
  const out = pointwise(
    g,
    checkpoint,
    x,
    'out_block.0',
    levels === 1 ? 'vqgan' : `vqgan*${4 ** (levels - 1)}`,
    { in: width(levels - 1), out: 3 * factor ** 2, factor: 1 },
  );
  const rgb = g.node('DepthToSpace', [toChannelsFirst(g, out)], {
    blocksize: BigInt(factor),
    mode: 'CRD',
  });
  g.output('rgba', packBytes(g, rgb), ['B', 'height', 'width']);
}

/** Transposed convolution, kernel 4, stride 2, padding 1. */
function upscale(
  g: Graph,
  checkpoint: Checkpoint,
  x: Value,
  key: string,
  from: number,
  to: number,
  positions: string,
): Value {
  const shape = [from, to, 4, 4];
  const values = checkpoint.tensor(`${key}.weight`, shape);
  const weight = g.matrix('convolution', `${key}.weight`, shape, values);
  const bias = g.vector(`${key}.bias`, [to], checkpoint.vector(`${key}.bias`, to));
  g.costs.push({ factor: 16 * from * to, sizes: [positions] });
  const larger = g.node(
    'ConvTranspose',
    [toChannelsFirst(g, x), weight, bias],
    convolution({ kernel: 4, stride: 2, pad: 1 }),
  );
  return toChannelsLast(g, larger);
}

/**
 * rgb [B, 3, h, w], clamped to [0, 1] and rounded to bytes, as one little-endian word a pixel.
 * The sum below 2^24 is exact in float32; alpha 255 in the top byte is an int32 offset.
 */
function packBytes(g: Graph, rgb: Value): Value {
  const clamped = g.node('Clip', [rgb, g.scalar(0), g.scalar(1)]);
  const scaled = g.node('Add', [g.node('Mul', [clamped, g.scalar(255)]), g.scalar(0.5)]);
  const places = g.floats([1, 256, 65536], [1, 3, 1, 1]);
  const placed = g.node('Mul', [g.node('Floor', [scaled]), places]);
  const sum = g.node('ReduceSum', [placed, g.integers([1])], { keepdims: 0n });
  const word = g.node('Cast', [sum], { to: 6n }, { type: 'i32' });
  return g.node('Add', [word, g.int32(-16777216)]);
}
