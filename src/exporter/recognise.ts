import * as v from 'valibot';
import { CheckpointError } from './checkpoint-error.ts';
import { checkJson } from './json.ts';
import { PRIOR_CLASS } from './networks/prior.ts';

/** Tells Würstchen's repositories from those of other models, which share their layout. */

export const PRIOR_PIPELINE = 'WuerstchenPriorPipeline';
export const DECODER_PIPELINE = 'WuerstchenDecoderPipeline';

/** First match wins. */
const PIPELINES: readonly [RegExp, string][] = [
  [/^WuerstchenPrior/, "Würstchen's prior (Stage C)"],
  [/^WuerstchenDecoder/, "Würstchen's decoder (Stages B and A)"],
  [/^Wuerstchen/, 'a pipeline that only refers to both halves of Würstchen'],
  [/^StableCascade/, "Stable Cascade, Würstchen's successor"],
  [/^StableDiffusionXL/, 'Stable Diffusion XL'],
  [/^StableDiffusion3/, 'Stable Diffusion 3'],
  [/^StableDiffusion/, 'Stable Diffusion'],
  [/^Flux/, 'FLUX'],
  [/^Kandinsky/, 'Kandinsky'],
  [/^PixArt/, 'PixArt'],
  [/^IF/, 'DeepFloyd IF'],
  [/^Sana/, 'Sana'],
];

const CLASSES: readonly [RegExp, string][] = [
  [/^StableCascadeUNet$/, "a stage of Stable Cascade, Würstchen's successor"],
  [/^SD3Transformer2DModel$/, 'Stable Diffusion 3'],
  [/^FluxTransformer2DModel$/, 'FLUX'],
  [/^PixArtTransformer2DModel$/, 'PixArt'],
  [/^AutoencoderKL$/, 'the autoencoder of Stable Diffusion or another latent diffusion model'],
  [/^CLIPTextModelWithProjection$/, 'the text encoder of Stable Cascade or Stable Diffusion XL'],
  [/^T5EncoderModel$/, 'a T5 text encoder, which Würstchen does not have'],
];

const ConfigSchema = v.object({
  _class_name: v.optional(v.string()),
  architectures: v.optional(v.array(v.string())),
  cross_attention_dim: v.optional(v.unknown()),
});

/** The class that a network's config.json names. */
function className(place: string, config: unknown): string {
  const { _class_name, architectures } = checkJson(`${place}/config.json`, config, ConfigSchema);
  return _class_name ?? architectures?.[0] ?? 'no class name';
}

/**
 * Refuses a network of another architecture, by name.
 * @param place of its folder, for messages
 * @param config what its config.json holds
 * @returns the class
 */
export function assertClass<T extends string>(place: string, config: unknown, ...expected: T[]): T {
  const found = className(place, config);
  const match = expected.find((name) => name === found);
  if (match) return match;
  const model = nameOf(found, CLASSES) ?? stableDiffusion(place, config);
  throw new CheckpointError(
    'another-model',
    `${place}: expected a ${expected.join(' or ')} checkpoint; its config.json says ${found}` +
      (model ? `, ${model}` : ''),
  );
}

/** What a repository is recognised by. */
export interface Marks {
  /** What model_index.json holds; undefined where there is none. */
  modelIndex: unknown;
  /** The same of config.json at the root, and of unet/config.json. */
  config?: unknown;
  unetConfig?: unknown;
}

/**
 * Refuses a repository that holds another pipeline, by name.
 * @param place of the repository, for messages
 * @returns the class
 */
export function assertPipeline<T extends string>(
  place: string,
  { modelIndex, config, unetConfig }: Marks,
  ...expected: T[]
): T {
  if (modelIndex === undefined && config !== undefined) {
    const hint =
      className(place, config) === PRIOR_CLASS
        ? 'Stage C alone. Put it as prior/ beside the text_encoder/, tokenizer/, scheduler/ and model_index.json of warp-ai/wuerstchen-prior; "npm run models -- pull" does that'
        : 'one network of a pipeline. Give the folder that holds model_index.json';
    throw new CheckpointError('one-network', `${place} is ${hint}.`);
  }
  const path = `${place}/model_index.json`;
  if (modelIndex === undefined) throw new Error(`${path}: expected this file, found none`);
  const { _class_name: found = 'no class name' } = checkJson(path, modelIndex, ConfigSchema);
  const match = expected.find((name) => name === found);
  if (match) return match;
  const exact = unetConfig === undefined ? null : stableDiffusion(`${place}/unet`, unetConfig);
  const model = found === 'StableDiffusionPipeline' && exact ? exact : nameOf(found, PIPELINES);
  throw new CheckpointError(
    'another-model',
    `${place}: expected a ${expected.join(' or ')}; its model_index.json says ${found}` +
      (model ? `, which is ${model}` : ''),
  );
}

const nameOf = (found: string, names: readonly [RegExp, string][]) =>
  names.find(([pattern]) => pattern.test(found))?.[1] ?? null;

/** The width of the text that a UNet attends to tells the versions apart. */
function stableDiffusion(place: string, config: unknown): string | null {
  if (className(place, config) !== 'UNet2DConditionModel') return null;
  const { cross_attention_dim: width } = checkJson(`${place}/config.json`, config, ConfigSchema);
  if (width === 768) return 'Stable Diffusion 1.x';
  if (width === 1024) return 'Stable Diffusion 2.x';
  if (width === 2048) return 'Stable Diffusion XL';
  return 'a latent diffusion model with a UNet';
}
