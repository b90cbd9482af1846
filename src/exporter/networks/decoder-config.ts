import * as v from 'valibot';

/** The shape of Stage B: its configuration, and its blocks in order with their checkpoint keys. */

const Size = v.pipe(v.number(), v.integer(), v.minValue(1));
export const DecoderConfigSchema = v.pipe(
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
export type DecoderConfig = v.InferOutput<typeof DecoderConfigSchema>;

export const DECODER_CLASS = 'WuerstchenDiffNeXt';

export type Block =
  | { kind: 'C'; key: string; level: number; skip: boolean; mapper: string | null }
  | { kind: 'T'; key: string; level: number }
  | { kind: 'A'; key: string; level: number }
  | { kind: 'down' | 'up'; key: string; level: number };

/** Every block of a path in order, with its checkpoint key. `down` and `up` enter `level`. */
export function path(config: DecoderConfig, direction: 'down' | 'up'): Block[] {
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

export const allBlocks = (config: DecoderConfig) => [
  ...path(config, 'down'),
  ...path(config, 'up'),
];

/** Token side of a level is Stage B's latent side over this. */
export const divisor = (config: DecoderConfig, level: number) => config.patch_size * 2 ** level;

/** Multiply-add size name: tokens of a level. */
export const tokens = (config: DecoderConfig, level: number) => `decoder/${divisor(config, level)}`;
