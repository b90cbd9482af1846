import type { Graph } from '../graph/graph.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { conv2d, normedConv2d } from './convolution.ts';
import type { Attention } from './attention.ts';
import { toChannelsFirst, toChannelsLast } from './layers.ts';
import { mixingBlock } from './vqgan-layers.ts';
import type { VqganConfig } from './vqgan.ts';

/** Stage A's encoder half: `PaellaVQModel.encode` of diffusers (modeling_paella_vq_model.py). */

/** Tensors of the encoder half that are no weights of it: the codebook, which the pipeline passes by, and a counter. */
export const isVqganEncoderRest = (name: string) =>
  name.startsWith('vquantizer.') || name.endsWith('.num_batches_tracked');

/**
 * pixels [B, 3, H, W] in [0, 1] -> latent [B, channels, h, w], the side the picture's over `pixelsPerLatent`: as Stage B
 * paints it, which `vqgan-decode` multiplies by scale_factor.
 */
export function vqganEncode(
  g: Graph,
  checkpoint: Checkpoint,
  config: VqganConfig,
  attention: Attention,
): void {
  const { levels, embed_dim: embed, latent_channels: channels } = config;
  const factor = config.up_down_scale_factor;
  const width = (level: number) => embed / 2 ** level;
  const positions = (level: number) => (level === 0 ? 'vqgan' : `vqgan*${4 ** level}`);
  const outermost = levels - 1;
  const pixels = g.input('pixels', 'f32', ['B', 3, 'height', 'width']);

  // PixelUnshuffle's channel is c * factor^2 + row * factor + column: the layout of a filter.
  let x = conv2d(
    g,
    checkpoint,
    pixels,
    'in_block.1',
    { in: 3, out: width(outermost), kernel: factor, stride: factor },
    [positions(outermost)],
    { kind: 'edge', stored: [width(outermost), 3 * factor ** 2, 1, 1] },
  );
  let index = 0;
  for (let level = outermost; level >= 0; level--) {
    if (level < outermost) {
      const size = { in: width(level + 1), out: width(level), kernel: 4, stride: 2, pad: 1 };
      x = conv2d(g, checkpoint, x, `down_blocks.${index++}`, size, [positions(level)]);
    }
    const key = `down_blocks.${index++}`;
    const last = toChannelsLast(g, x);
    const mixed = mixingBlock(g, checkpoint, attention, last, key, width(level), positions(level));
    x = toChannelsFirst(g, mixed);
  }
  const key = `down_blocks.${index}`;
  const latent = normedConv2d(
    g,
    checkpoint,
    x,
    { convolution: `${key}.0`, norm: `${key}.1`, epsilon: 1e-5 },
    { in: width(0), out: channels, kernel: 1 },
    [positions(0)],
    { kind: 'edge', after: { offset: 0, factor: 1 / config.scale_factor } },
  );
  g.output('latent', latent, ['B', channels, 'h', 'w']);
}
