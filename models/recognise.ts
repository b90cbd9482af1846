import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { readJson } from './weights/json.ts';
import { PRIOR_CLASS } from './stages/stage-c.ts';

/** Tells Würstchen's folders from those of other models, which share its layout. */

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

/** The class that a network folder's config.json names. */
function className(folder: string): string {
  const { _class_name, architectures } = readJson(join(folder, 'config.json'), ConfigSchema);
  return _class_name ?? architectures?.[0] ?? 'no class name';
}

/**
 * Refuses a network folder whose config.json is of another architecture, by name.
 * @returns the class
 */
export function assertClass<T extends string>(folder: string, ...expected: T[]): T {
  const found = className(folder);
  const match = expected.find((name) => name === found);
  if (match) return match;
  const model = nameOf(found, CLASSES) ?? stableDiffusion(found, folder);
  throw new Error(
    `${folder}: expected a ${expected.join(' or ')} checkpoint; its config.json says ${found}` +
      (model ? `, ${model}` : ''),
  );
}

/**
 * Refuses a repository folder that holds another pipeline, by name.
 * @returns the class
 */
export function assertPipeline<T extends string>(folder: string, ...expected: T[]): T {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) {
    const found = stat ? 'a file' : 'nothing';
    throw new Error(
      `${folder}: expected a folder with model_index.json in the layout of diffusers; found ${found}`,
    );
  }
  const path = join(folder, 'model_index.json');
  if (!existsSync(path) && existsSync(join(folder, 'config.json'))) {
    const hint =
      className(folder) === PRIOR_CLASS
        ? 'Stage C alone. Put it as prior/ beside the text_encoder/, tokenizer/, scheduler/ and model_index.json of warp-ai/wuerstchen-prior; "npm run models -- pull" does that'
        : 'one network of a pipeline. Give the folder that holds model_index.json';
    throw new Error(`${folder} is ${hint}.`);
  }
  const { _class_name: found = 'no class name' } = readJson(path, ConfigSchema);
  const match = expected.find((name) => name === found);
  if (match) return match;
  const unet = join(folder, 'unet');
  const exact = existsSync(join(unet, 'config.json'))
    ? stableDiffusion(className(unet), unet)
    : null;
  const model = found === 'StableDiffusionPipeline' && exact ? exact : nameOf(found, PIPELINES);
  throw new Error(
    `${folder}: expected a ${expected.join(' or ')}; its model_index.json says ${found}` +
      (model ? `, which is ${model}` : ''),
  );
}

const nameOf = (found: string, names: readonly [RegExp, string][]) =>
  names.find(([pattern]) => pattern.test(found))?.[1] ?? null;

/** The width of the text that a UNet attends to tells the versions apart. */
function stableDiffusion(found: string, folder: string): string | null {
  if (found !== 'UNet2DConditionModel') return null;
  const { cross_attention_dim: width } = readJson(join(folder, 'config.json'), ConfigSchema);
  if (width === 768) return 'Stable Diffusion 1.x';
  if (width === 1024) return 'Stable Diffusion 2.x';
  if (width === 2048) return 'Stable Diffusion XL';
  return 'a latent diffusion model with a UNet';
}
