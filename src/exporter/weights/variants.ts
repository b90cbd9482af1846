import type { Precision } from './precision.ts';

/**
 * Which of a network's weight files are read. The libraries name variants as diffusers and transformers
 * do: `model.fp16.safetensors`, and with shards `model.safetensors.index.fp16.json`.
 */

export const VARIANTS = ['fp16', 'bf16'] as const;
export type Variant = (typeof VARIANTS)[number];

/** Names under which the two libraries save weights. */
const STEMS = ['diffusion_pytorch_model', 'model'] as const;

export interface Wanted {
  /** What the weights are exported as. */
  precision: Precision;
  /** Preferred to all others where it is there. */
  variant?: Variant | undefined;
}

/** What is read where nothing else is said: loses nothing for any precision. */
export const ANY: Wanted = { precision: 'f32' };

export interface WeightsName {
  /** Null for the files without a variant in their name, float32 as a rule. */
  variant: Variant | null;
  /** Of the one file, or of the index of several. */
  name: string;
  isIndex: boolean;
}

/**
 * The first that is there is taken. Matrices at f16 are float16, which they are in `fp16` already. 8 and 4 bits
 * are searched for on the weights as they are, so they want float32 as f32 does. bfloat16 has three
 * bits less than float16, and serves only where there is nothing else.
 */
const PREFERENCES: Record<Precision, readonly (Variant | null)[]> = {
  f32: [null, 'fp16', 'bf16'],
  f16: ['fp16', null, 'bf16'],
  q8: [null, 'fp16', 'bf16'],
  q4: [null, 'fp16', 'bf16'],
};

/**
 * @param place of the files, for the message
 * @param has whether a file is there
 * @returns null where there are no weights
 * @throws Error naming one file and an index that are both there
 */
export function chooseWeights(
  place: string,
  has: (name: string) => boolean,
  { precision, variant }: Wanted,
): WeightsName | null {
  const order = [...(variant ? [variant] : []), ...PREFERENCES[precision]];
  for (const stem of STEMS) {
    for (const candidate of order) {
      const single = `${stem}${candidate ? `.${candidate}` : ''}.safetensors`;
      const index = `${stem}.safetensors.index${candidate ? `.${candidate}` : ''}.json`;
      if (has(single) && has(index)) {
        throw new Error(
          `${place}: found both ${single} and ${index}, which names shards in its place. ` +
            'One of them is out of date (diffusers reads the shards): remove it.',
        );
      }
      if (has(single)) return { variant: candidate, name: single, isIndex: false };
      if (has(index)) return { variant: candidate, name: index, isIndex: true };
    }
  }
  return null;
}

/**
 * A repository has the variant that was asked for in one network at least; networks that lack it are read
 * without one, as diffusers does.
 * @param found what was chosen for each of its networks
 */
export function assertVariant(
  repository: string,
  wanted: Variant | undefined,
  found: readonly WeightsName[],
): void {
  if (!wanted || found.some(({ variant }) => variant === wanted)) return;
  const names = [...new Set(found.map(({ name }) => name))].join(', ');
  throw new Error(
    `${repository}: no network has weights of the variant ${wanted}; found ${names}. Leave --variant away.`,
  );
}
