import { CheckpointError } from '../checkpoint-error.ts';
import { SEMANTIC_COMPRESSOR_CLASS, type CompressorConfig } from './compressor-config.ts';
import type { VqganConfig } from './vqgan.ts';
import type { DecoderConfig } from './decoder-config.ts';
import type { PriorConfig } from './prior.ts';
import type { TextEncoderConfig } from './text-encoder.ts';

/**
 * Sizes that a config.json states, against the tensors that are there. What is built from a config is
 * as large as it says, so a wrong number must be found before: it would take all memory otherwise.
 */

/** What is wrong with a config, a line each. */
export type ConfigSizes = (tensors: TensorShapes) => string[];

/** Shapes of a checkpoint's tensors by name. */
class TensorShapes {
  private readonly shapes: ReadonlyMap<string, readonly number[]>;

  constructor(shapes: ReadonlyMap<string, readonly number[]>) {
    this.shapes = shapes;
  }

  /**
   * A side of a tensor is `value`; a tensor that is not there says nothing.
   * @param tensor its name, or a pattern whose first match speaks for all
   */
  side(field: string, value: number, tensor: string | RegExp, axis: number): string[] {
    const name =
      typeof tensor === 'string' ? tensor : [...this.shapes.keys()].find((key) => tensor.test(key));
    const shape = name === undefined ? undefined : this.shapes.get(name);
    const found = shape?.[axis];
    if (found === undefined || found === value) return [];
    return [
      `${field} is ${value}; expected ${found}, as ${name} has the shape [${shape!.join(', ')}]`,
    ];
  }

  /** How many different first groups a pattern has in the names. */
  count(pattern: RegExp): number {
    const found = [...this.shapes.keys()].flatMap((name) => pattern.exec(name)?.[1] ?? []);
    return new Set(found).size;
  }
}

const atMost = (field: string, value: number, most: number, what: string) =>
  value > most
    ? [`${field} is ${value}; expected ${most}, as the file has tensors of ${what}`]
    : [];

const divides = (field: string, heads: number, of: string, channels: number) =>
  Number.isInteger(heads) && heads > 0 && channels % heads === 0
    ? []
    : [`${field} is ${heads}; expected a divisor of ${of}, ${channels}`];

export const priorSizes =
  ({ c, c_in, c_cond, c_r, depth, nhead }: PriorConfig): ConfigSizes =>
  (tensors) => {
    const blocks = Math.ceil(tensors.count(/^blocks\.(\d+)\./) / 3);
    return [
      ...atMost('depth', depth, blocks, `${blocks} blocks`),
      ...tensors.side('c', c, 'projection.weight', 0),
      ...tensors.side('c_in', c_in, 'projection.weight', 1),
      ...tensors.side('c_cond', c_cond, 'cond_mapper.0.weight', 1),
      ...tensors.side('c_r', c_r, 'blocks.1.mapper.weight', 1),
      ...divides('nhead', nhead, 'c', c),
    ];
  };

export const decoderSizes =
  (config: DecoderConfig): ConfigSizes =>
  (tensors) => {
    const { c_hidden: widths, level_config: kinds, blocks, nhead, patch_size: patch } = config;
    const levels = tensors.count(/^down_blocks\.(\d+)\./);
    const tooMany = atMost('the length of c_hidden', widths.length, levels, `${levels} levels`);
    if (tooMany.length > 0) return tooMany;
    const perLevel = widths.flatMap((width, level) => {
      const counts = [`down_blocks.${level}`, `up_blocks.${widths.length - 1 - level}`].map((key) =>
        tensors.count(new RegExp(`^${key.replace('.', '\\.')}\\.(\\d+)\\.`)),
      );
      // Where levels meet the picture is resized, which takes a place of its own.
      const layers = Math.max(...counts) - (level > 0 ? 1 : 0);
      const most = Math.floor(layers / kinds[level]!.length);
      return [
        ...atMost(`blocks[${level}]`, blocks[level]!, most, `${layers} layers there`),
        ...(level > 0
          ? tensors.side(`c_hidden[${level}]`, width, `down_blocks.${level}.0.1.weight`, 0)
          : tensors.side('c_hidden[0]', width, 'embedding.1.weight', 0)),
        ...(kinds[level]!.includes('A')
          ? divides(`nhead[${level}]`, nhead[level]!, `c_hidden[${level}]`, width)
          : []),
      ];
    });
    return [
      ...perLevel,
      ...tensors.side('c_cond', config.c_cond, 'clip_mapper.weight', 0),
      ...tensors.side('clip_embd', config.clip_embd, 'clip_mapper.weight', 1),
      ...tensors.side('effnet_embd', config.effnet_embd, /^effnet_mappers\.\d+\.weight$/, 1),
      ...tensors.side('c_r', config.c_r, /^(down|up)_blocks\.\d+\.\d+\.mapper\.weight$/, 1),
      ...tensors.side('kernel_size', config.kernel_size, /\.depthwise\.weight$/, 3),
      ...tensors.side('c_in * patch_size^2', config.c_in * patch ** 2, 'embedding.1.weight', 1),
      ...tensors.side('2 * c_out * patch_size^2', 2 * config.c_out * patch ** 2, 'clf.1.weight', 0),
    ];
  };

export const vqganSizes =
  (config: VqganConfig): ConfigSizes =>
  (tensors) => {
    const { levels, bottleneck_blocks: depth, up_down_scale_factor: factor } = config;
    const resized = tensors.count(/^up_blocks\.(\d+)\.weight$/);
    const tooMany = atMost('levels', levels, resized + 1, `${resized + 1} levels`);
    if (tooMany.length > 0) return tooMany;
    const mixing = tensors.count(/^up_blocks\.(\d+)\.(?:gammas|depthwise|channelwise)/);
    const most = mixing - (levels - 1);
    return [
      ...atMost('bottleneck_blocks', depth, most, `${mixing} blocks, one for each further level`),
      ...tensors.side('embed_dim', config.embed_dim, 'up_blocks.0.0.weight', 0),
      ...tensors.side('latent_channels', config.latent_channels, 'up_blocks.0.0.weight', 1),
      ...tensors.side('3 * up_down_scale_factor^2', 3 * factor ** 2, 'out_block.0.weight', 0),
    ];
  };

export const compressorSizes =
  (config: CompressorConfig): ConfigSizes =>
  (tensors) => {
    const common = tensors.side('c_latent', config.c_latent, 'mapper.0.weight', 0);
    if (config._class_name !== SEMANTIC_COMPRESSOR_CLASS) {
      return [...common, ...tensors.side('c_cond', config.c_cond, 'mapper.0.weight', 1)];
    }
    const { c_hidden: widths, patch_size: patch, blocks } = config;
    const found = tensors.count(/^backbone\.(\d+)\.depthwise\.weight$/);
    const wanted = blocks.reduce((sum, count) => sum + count, 0);
    return [
      ...common,
      ...atMost('the sum of blocks', wanted, found, `${found} blocks`),
      ...tensors.side('c_hidden[0]', widths[0]!, 'backbone.1.weight', 0),
      ...tensors.side('3 * patch_size^2', 3 * patch ** 2, 'backbone.1.weight', 1),
      ...tensors.side('the last of c_hidden', widths.at(-1)!, 'mapper.0.weight', 1),
    ];
  };

export const textEncoderSizes =
  (config: TextEncoderConfig): ConfigSizes =>
  (tensors) => {
    const layers = tensors.count(/^(?:text_model\.)?encoder\.layers\.(\d+)\./);
    const tokens = /^(?:text_model\.)?embeddings\.token_embedding\.weight$/;
    const positions = /^(?:text_model\.)?embeddings\.position_embedding\.weight$/;
    const wide = /\.mlp\.fc1\.weight$/;
    const { num_attention_heads: heads, hidden_size: width } = config;
    return [
      ...atMost('num_hidden_layers', config.num_hidden_layers, layers, `${layers} layers`),
      ...tensors.side('vocab_size', config.vocab_size, tokens, 0),
      ...tensors.side('hidden_size', width, tokens, 1),
      ...tensors.side('max_position_embeddings', config.max_position_embeddings, positions, 0),
      ...tensors.side('intermediate_size', config.intermediate_size, wide, 0),
      ...divides('num_attention_heads', heads, 'hidden_size', width),
    ];
  };

/** @throws Error naming every field of a network's config.json that the tensors contradict */
export function assertSized(
  place: string,
  sizes: ConfigSizes,
  infos: ReadonlyMap<string, { shape: readonly number[] }>,
): void {
  const shapes = new Map([...infos].map(([name, { shape }]) => [name, shape]));
  const wrong = sizes(new TensorShapes(shapes));
  if (wrong.length === 0) return;
  throw new CheckpointError(
    'tensors',
    [`${place}/config.json does not fit the weights beside it.`, ...wrong].join('\n  '),
  );
}

/** Blocks that are built where no weights say how many there are; the published model has 38 at most. */
const MOST_UNSEEN = 2000;

/** @throws Error if a config whose weights are not there asks for absurdly many blocks */
export function assertModest(place: string, blocks: number): void {
  if (blocks <= MOST_UNSEEN) return;
  throw new Error(
    `${place}/config.json asks for ${blocks} blocks; without weights expected at most ${MOST_UNSEEN}`,
  );
}
