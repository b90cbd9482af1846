import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { parseManifest, type Manifest } from '../src/package/manifest.ts';
import { AboutSchema, samplingDefaults } from './about.ts';
import { encodeEmptyText } from './empty-text.ts';
import { writeFile, writeNetwork } from './network.ts';
import type { StoredType } from './onnx/data-file.ts';
import { assertClass, assertPipeline, DECODER_PIPELINE, PRIOR_PIPELINE } from './recognise.ts';
import {
  decoderSource,
  priorSource,
  survey,
  textEncoderSource,
  vqganSource,
  type Source,
} from './sources.ts';
import {
  pixelsPerLatent,
  readVqganConfig,
  VQGAN_CLASS,
  type VqganConfig,
} from './stages/stage-a.ts';
import { DECODER_CLASS, readDecoderConfig, type DecoderConfig } from './stages/stage-b-config.ts';
import { decoderMultiple, effnetLevels } from './stages/stage-b.ts';
import { PRIOR_CLASS, readPriorConfig, type PriorConfig } from './stages/stage-c.ts';
import {
  readTextEncoderConfig,
  TEXT_ENCODER_CLASS,
  type TextEncoderConfig,
} from './stages/text-encoder.ts';
import { CheckpointFolder, readJson } from './weights/checkpoint.ts';

export interface ExportOptions {
  /** Folder laid out as `warp-ai/wuerstchen-prior`. */
  prior: string;
  /** Folder laid out as `warp-ai/wuerstchen`. */
  decoder: string;
  /** Where the package goes; replaced whole when everything has been written. */
  out: string;
  precision: StoredType;
  /** Contents of an `about.json`; see `models/about.ts`. */
  about?: unknown;
  onProgress?: (line: string) => void;
}

/**
 * Exports a diffusers-layout checkpoint as a model package.
 * @throws Error naming the file, key or field that is wrong; nothing half-written stays behind
 */
export async function exportPackage(options: ExportOptions): Promise<Manifest> {
  const { out } = options;
  if (existsSync(out) && readdirSync(out).length > 0 && !existsSync(join(out, 'manifest.json'))) {
    throw new Error(`${out}: expected an empty folder or an earlier package to replace`);
  }
  const partial = `${out}.partial-${process.pid}`;
  mkdirSync(dirname(out), { recursive: true });
  mkdirSync(partial);
  try {
    const manifest = await writePackage(options, partial);
    rmSync(out, { recursive: true, force: true });
    renameSync(partial, out);
    return manifest;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

async function writePackage(options: ExportOptions, folder: string): Promise<Manifest> {
  const about = v.parse(AboutSchema, options.about ?? {});
  const tokens = { prior: readTokens(options.prior), decoder: readTokens(options.decoder) };
  const scheduler = readJson(
    join(options.prior, 'scheduler/scheduler_config.json'),
    SchedulerSchema,
  );
  const { networks, configs, scale } = writeNetworks(options, folder);
  const { prior, decoder, vqgan, priorText, decoderText } = configs;
  const sampling = samplingDefaults(about);
  const encoders = {
    prior: await describeEncoder(folder, 'prior', options.prior, tokens.prior, priorText, networks),
    decoder: await describeEncoder(
      folder,
      'decoder',
      options.decoder,
      tokens.decoder,
      decoderText,
      networks,
    ),
  };
  const manifest = parseManifest({
    format: 'wuerstchen-web',
    version: 1,
    id: about.id,
    name: about.name,
    description: about.description,
    licence: about.licence,
    origin: about.origin,
    limits: about.limits,
    precision: options.precision,
    geometry: {
      resolutionMultiple: scale.resolution_multiple,
      latentDimScale: scale.latent_dim_scale,
      decoderMultiple: decoderMultiple(decoder),
      pixelsPerLatent: pixelsPerLatent(vqgan),
      ...about.size,
    },
    prior: { channels: prior.c_in, timeChannels: prior.c_r, sampling: sampling.prior },
    decoder: {
      channels: decoder.c_in,
      timeChannels: decoder.c_r,
      sampling: sampling.decoder,
      effnetLevels: effnetLevels(decoder).map(({ name, divisor }) => ({ name, divisor })),
    },
    scheduler,
    textEncoders: encoders,
    networks,
    preview: about.preview,
    prompts: about.prompts,
    vocabulary: about.vocabulary,
  });
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** Reads what both repositories say, proves that all of it fits, and writes every network. */
function writeNetworks(options: ExportOptions, folder: string) {
  assertPipeline(options.prior, PRIOR_PIPELINE);
  assertPipeline(options.decoder, DECODER_PIPELINE);
  const folders = {
    priorText: join(options.prior, 'text_encoder'),
    decoderText: join(options.decoder, 'text_encoder'),
    prior: join(options.prior, 'prior'),
    decoder: join(options.decoder, 'decoder'),
    vqgan: join(options.decoder, 'vqgan'),
  };
  assertClass(folders.prior, PRIOR_CLASS);
  assertClass(folders.priorText, TEXT_ENCODER_CLASS);
  assertClass(folders.decoder, DECODER_CLASS);
  assertClass(folders.decoderText, TEXT_ENCODER_CLASS);
  assertClass(folders.vqgan, VQGAN_CLASS);
  const configs = {
    prior: readPriorConfig(folders.prior),
    decoder: readDecoderConfig(folders.decoder),
    vqgan: readVqganConfig(folders.vqgan),
    priorText: readTextEncoderConfig(folders.priorText),
    decoderText: readTextEncoderConfig(folders.decoderText),
  };
  assertFitTogether(configs);
  const scale = {
    ...readJson(join(options.prior, 'model_index.json'), PriorPipelineSchema),
    ...readJson(join(options.decoder, 'model_index.json'), DecoderPipelineSchema),
  };
  const sources: Record<keyof typeof folders, Source> = {
    priorText: textEncoderSource('prior-text-encoder', configs.priorText),
    decoderText: textEncoderSource('decoder-text-encoder', configs.decoderText),
    prior: priorSource(configs.prior),
    decoder: decoderSource(configs.decoder, {
      latentMean: scale.latent_mean,
      latentStd: scale.latent_std,
    }),
    vqgan: vqganSource(configs.vqgan),
  };
  const checkpoints: [Source, CheckpointFolder][] = [];
  try {
    for (const [name, source] of Object.entries(sources)) {
      const checkpoint = new CheckpointFolder(folders[name as keyof typeof folders]);
      checkpoints.push([source, checkpoint]);
      const { tensors } = survey(source, (tensor) => checkpoint.has(tensor));
      checkpoint.assertFits(tensors, source.isRest);
    }
    // Only now, with nothing left that could be found wrong, does the long part begin.
    const networks: Partial<Manifest['networks']> = {};
    for (const [{ builds }, checkpoint] of checkpoints) {
      for (const { name, attentions, build } of builds) {
        const network = writeNetwork(folder, name, options.precision, attentions, (g, attention) =>
          build(g, checkpoint, attention),
        );
        options.onProgress?.(`${name}: ${network.parameters.toLocaleString('en')} parameters`);
        networks[name] = network;
      }
    }
    return { networks: networks as Manifest['networks'], configs, scale };
  } finally {
    for (const [, checkpoint] of checkpoints) checkpoint.close();
  }
}

interface SpecialTokens {
  start: number;
  end: number;
  padding: number;
}

/** The ids of the tokens around a text. */
function readTokens(source: string): SpecialTokens {
  const folder = join(source, 'tokenizer');
  const tokens = readJson(join(folder, 'tokenizer_config.json'), TokenizerConfigSchema);
  const tokenizer = readJson(join(folder, 'tokenizer.json'), TokenizerSchema);
  const idOf = (token: string | { content: string }): number => {
    const content = typeof token === 'string' ? token : token.content;
    const added = tokenizer.added_tokens.find((entry) => entry.content === content);
    const id = added?.id ?? tokenizer.model.vocab[content];
    if (id === undefined) throw new Error(`${folder}: no token ${content}`);
    return id;
  };
  return {
    start: idOf(tokens.bos_token),
    end: idOf(tokens.eos_token),
    padding: idOf(tokens.pad_token),
  };
}

async function describeEncoder(
  folder: string,
  stage: 'prior' | 'decoder',
  source: string,
  tokens: SpecialTokens,
  config: { hidden_size: number; max_position_embeddings: number },
  networks: Manifest['networks'],
): Promise<Manifest['textEncoders']['prior']> {
  const copy = (name: string) =>
    writeFile(folder, `${stage}-${name}`, readFileSync(join(source, 'tokenizer', name)));
  const maxLength = config.max_position_embeddings;
  const empty = await encodeEmptyText(
    folder,
    networks[`${stage}-text-encoder`],
    [tokens.start, tokens.end],
    tokens.padding,
    maxLength,
  );
  return {
    maxLength,
    hiddenSize: config.hidden_size,
    padTokenId: tokens.padding,
    tokenizer: {
      tokenizerJson: copy('tokenizer.json'),
      tokenizerConfig: copy('tokenizer_config.json'),
    },
    empty: writeFile(folder, `${stage}-empty-text.bin`, empty),
  };
}

function assertFitTogether(configs: {
  prior: PriorConfig;
  decoder: DecoderConfig;
  vqgan: VqganConfig;
  priorText: TextEncoderConfig;
  decoderText: TextEncoderConfig;
}): void {
  const { prior, decoder, vqgan, priorText, decoderText } = configs;
  const pairs: [string, number, string, number][] = [
    ['prior c_cond', prior.c_cond, 'its text encoder', priorText.hidden_size],
    ['decoder clip_embd', decoder.clip_embd, 'its text encoder', decoderText.hidden_size],
    ['decoder effnet_embd', decoder.effnet_embd, 'the prior c_in', prior.c_in],
    ['decoder c_out', decoder.c_out, 'the vqgan latent_channels', vqgan.latent_channels],
  ];
  for (const [what, value, other, otherValue] of pairs) {
    if (value !== otherValue) {
      throw new Error(
        `The checkpoints do not fit: ${what} is ${value}, ${other} has ${otherValue}`,
      );
    }
  }
}

const PriorPipelineSchema = v.object({
  latent_mean: v.number(),
  latent_std: v.number(),
  resolution_multiple: v.number(),
});
const DecoderPipelineSchema = v.object({ latent_dim_scale: v.number() });
const SchedulerSchema = v.object({ s: v.number(), scaler: v.number() });
const Token = v.union([v.string(), v.object({ content: v.string() })]);
const TokenizerConfigSchema = v.object({ bos_token: Token, eos_token: Token, pad_token: Token });
const TokenizerSchema = v.object({
  added_tokens: v.array(v.object({ id: v.number(), content: v.string() })),
  model: v.object({ vocab: v.record(v.string(), v.number()) }),
});
