import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  assertClass,
  assertPipeline,
  DECODER_PIPELINE,
  PRIOR_PIPELINE,
} from '../../models/node/recognise.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recognise-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, json: unknown): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), JSON.stringify(json));
}

const asPrior = () => assertPipeline(folder, PRIOR_PIPELINE);

describe('a pipeline', () => {
  it.each([
    ['StableCascadePriorPipeline', "Stable Cascade, Würstchen's successor"],
    ['StableCascadeDecoderPipeline', "Stable Cascade, Würstchen's successor"],
    ['StableDiffusionXLPipeline', 'Stable Diffusion XL'],
    ['StableDiffusion3Pipeline', 'Stable Diffusion 3'],
    ['StableDiffusionPipeline', 'Stable Diffusion'],
    ['FluxPipeline', 'FLUX'],
    ['WuerstchenDecoderPipeline', "Würstchen's decoder (Stages B and A)"],
    ['WuerstchenCombinedPipeline', 'a pipeline that only refers to both halves of Würstchen'],
  ])('%s is refused by name', (found, name) => {
    write('model_index.json', { _class_name: found });
    expect(asPrior).toThrow(
      `expected a WuerstchenPriorPipeline; its model_index.json says ${found}, which is ${name}`,
    );
  });

  it.each([
    [768, 'Stable Diffusion 1.x'],
    [1024, 'Stable Diffusion 2.x'],
  ])('of Stable Diffusion is told by its UNet: %i', (width, name) => {
    write('model_index.json', { _class_name: 'StableDiffusionPipeline' });
    write('unet/config.json', { _class_name: 'UNet2DConditionModel', cross_attention_dim: width });
    expect(asPrior).toThrow(`which is ${name}`);
  });

  it('that nobody knows is refused, too', () => {
    write('model_index.json', { _class_name: 'SomePipeline' });
    expect(() => assertPipeline(folder, PRIOR_PIPELINE, DECODER_PIPELINE)).toThrow(
      'expected a WuerstchenPriorPipeline or WuerstchenDecoderPipeline; its model_index.json says SomePipeline',
    );
  });

  it('that is one network only says so', () => {
    write('config.json', { _class_name: 'WuerstchenPrior' });
    expect(asPrior).toThrow(/is Stage C alone\. Put it as prior\/ beside/);
    write('config.json', { _class_name: 'PaellaVQModel' });
    expect(asPrior).toThrow('is one network of a pipeline');
  });

  it('that is a file, or nothing, says so', () => {
    write('model.ckpt', {});
    expect(() => assertPipeline(join(folder, 'model.ckpt'), PRIOR_PIPELINE)).toThrow(
      'found a file',
    );
    expect(() => assertPipeline(join(folder, 'none'), PRIOR_PIPELINE)).toThrow('found nothing');
    expect(asPrior).toThrow('model_index.json: expected this file, found none');
  });

  it('that is the right one is accepted', () => {
    write('model_index.json', { _class_name: PRIOR_PIPELINE });
    expect(asPrior()).toBe(PRIOR_PIPELINE);
  });
});

describe('a network', () => {
  it.each([
    [{ _class_name: 'StableCascadeUNet' }, 'a stage of Stable Cascade'],
    [{ _class_name: 'UNet2DConditionModel', cross_attention_dim: 2048 }, 'Stable Diffusion XL'],
    [{ _class_name: 'AutoencoderKL' }, 'the autoencoder of Stable Diffusion'],
    [{ architectures: ['CLIPTextModelWithProjection'] }, 'the text encoder of Stable Cascade'],
  ])('%o is refused by name', (config, name) => {
    write('config.json', config);
    expect(() => assertClass(folder, 'WuerstchenPrior')).toThrow(
      new RegExp(`expected a WuerstchenPrior checkpoint; its config\\.json says \\w+, ${name}`),
    );
  });
});
