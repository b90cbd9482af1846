import {
  SEMANTIC_COMPRESSOR_CLASS,
  type CompressorConfig,
} from '../../src/exporter/networks/compressor-config.ts';
import { Layers, type SourceNetwork } from './accounting.ts';

/** The Semantic Compressor as it is before the exporter folds its norms; see `accounting.ts`. */

/** Pixels a cell of the latent, along a side. */
const CELL = 32;

const at = (reduction: number) => {
  const cells = (CELL / reduction) ** 2;
  return cells === 1 ? 'prior' : `prior*${cells}`;
};

export function compressorNetwork(config: CompressorConfig): SourceNetwork {
  const layers = new Layers();
  const features =
    config._class_name === SEMANTIC_COMPRESSOR_CLASS
      ? semanticFeatures(layers, config)
      : efficientNet(layers, config);
  const last = { in: features, out: config.c_latent, kernel: [1, 1], bias: false };
  layers.linear('mapper.0', last, 'prior');
  batchNorm(layers, 'mapper.1', config.c_latent);
  return layers;
}

function batchNorm(layers: Layers, key: string, channels: number): void {
  layers.norm(key, channels);
  layers.tensor(`${key}.running_mean`, [channels]);
  layers.tensor(`${key}.running_var`, [channels]);
}

function normed(
  layers: Layers,
  key: string,
  size: { in: number; out: number; side?: number },
  positions: string,
): void {
  const { side = 1 } = size;
  layers.linear(`${key}.0`, { ...size, kernel: [side, side], bias: false }, positions);
  batchNorm(layers, `${key}.1`, size.out);
}

function efficientNet(
  layers: Layers,
  { effnet, c_cond: features }: Extract<CompressorConfig, { effnet: unknown }>,
): number {
  let reduction = 2;
  normed(layers, 'backbone.0', { in: 3, out: effnet[0]!.in, side: 3 }, at(reduction));
  for (const [i, { fused, expand, stride, in: from, out, layers: count }] of effnet.entries()) {
    for (let j = 0; j < count; j++) {
      const key = `backbone.${i + 1}.${j}.block`;
      const channels = j === 0 ? from : out;
      const wide = channels * expand;
      const before = at(reduction);
      if (j === 0) reduction *= stride;
      const after = at(reduction);
      if (fused && expand === 1) {
        normed(layers, `${key}.0`, { in: channels, out, side: 3 }, after);
      } else if (fused) {
        normed(layers, `${key}.0`, { in: channels, out: wide, side: 3 }, after);
        normed(layers, `${key}.1`, { in: wide, out }, after);
      } else {
        normed(layers, `${key}.0`, { in: channels, out: wide }, before);
        normed(layers, `${key}.1`, { in: 1, out: wide, side: 3 }, after);
        const squeezed = Math.floor(channels / 4);
        const kernel = [1, 1];
        layers.linear(`${key}.2.fc1`, { in: wide, out: squeezed, kernel }, 'one');
        layers.linear(`${key}.2.fc2`, { in: squeezed, out: wide, kernel }, 'one');
        normed(layers, `${key}.3`, { in: wide, out }, after);
      }
    }
  }
  const last = effnet.at(-1)!.out;
  normed(layers, `backbone.${effnet.length + 1}`, { in: last, out: features }, at(reduction));
  return features;
}

function semanticFeatures(
  layers: Layers,
  { patch_size: patch, c_hidden: widths, blocks }: Extract<CompressorConfig, { blocks: unknown }>,
): number {
  let reduction = patch;
  let index = 1;
  for (const [level, width] of widths.entries()) {
    if (level > 0) reduction *= 2;
    const size =
      level === 0
        ? { in: 3 * patch ** 2, out: width, kernel: [1, 1] }
        : { in: widths[level - 1]!, out: width, kernel: [2, 2] };
    layers.linear(`backbone.${index++}`, size, at(reduction));
    for (let i = 0; i < blocks[level]!; i++) {
      layers.resBlock(`backbone.${index++}`, width, width, 3, at(reduction));
    }
  }
  return widths.at(-1)!;
}
