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
import { parseManifest, type Manifest, type NetworkName } from '../src/package/manifest.ts';
import { AboutSchema, samplingDefaults } from './about.ts';
import { encodeEmptyText } from './empty-text.ts';
import { writeFile, writeNetwork } from './network.ts';
import type { StoredType } from './onnx/data-file.ts';
import type { Graph } from './onnx/graph.ts';
import { assertClass, Checkpoint, readJson } from './weights/checkpoint.ts';
import type { Attention } from './stages/layers.ts';
import {
  isVqganEncoderTensor,
  pixelsPerLatent,
  readVqganConfig,
  VQGAN_CLASS,
  vqganDecode,
} from './stages/stage-a.ts';
import { DECODER_CLASS, readDecoderConfig } from './stages/stage-b-config.ts';
import { decoderCondition, decoderMultiple, decoderStep, effnetLevels } from './stages/stage-b.ts';
import { PRIOR_CLASS, priorCondition, priorStep, readPriorConfig } from './stages/stage-c.ts';
import {
  isTextEncoderBuffer,
  readTextEncoderConfig,
  TEXT_ENCODER_CLASS,
  textEncoder,
} from './stages/text-encoder.ts';

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
  const folders = {
    prior: join(options.prior, 'prior'),
    priorText: join(options.prior, 'text_encoder'),
    decoder: join(options.decoder, 'decoder'),
    decoderText: join(options.decoder, 'text_encoder'),
    vqgan: join(options.decoder, 'vqgan'),
  };
  assertClass(folders.prior, PRIOR_CLASS);
  assertClass(folders.priorText, TEXT_ENCODER_CLASS);
  assertClass(folders.decoder, DECODER_CLASS);
  assertClass(folders.decoderText, TEXT_ENCODER_CLASS);
  assertClass(folders.vqgan, VQGAN_CLASS);
  const prior = readPriorConfig(folders.prior);
  const decoder = readDecoderConfig(folders.decoder);
  const vqgan = readVqganConfig(folders.vqgan);
  const priorText = readTextEncoderConfig(folders.priorText);
  const decoderText = readTextEncoderConfig(folders.decoderText);
  assertFits('prior c_cond', prior.c_cond, 'its text encoder', priorText.hidden_size);
  assertFits('decoder clip_embd', decoder.clip_embd, 'its text encoder', decoderText.hidden_size);
  assertFits('decoder effnet_embd', decoder.effnet_embd, 'the prior c_in', prior.c_in);
  assertFits('decoder c_out', decoder.c_out, 'the vqgan latent_channels', vqgan.latent_channels);
  const scale = readPipeline(options.prior, PriorPipelineSchema);
  const { latent_dim_scale: latentDimScale } = readPipeline(options.decoder, DecoderPipelineSchema);

  const write = (
    stem: NetworkName,
    attentions: readonly Attention[],
    build: (g: Graph, attention: Attention) => void,
  ) => {
    const network = writeNetwork(folder, stem, options.precision, attentions, build);
    options.onProgress?.(`${stem}: ${network.parameters.toLocaleString('en')} parameters`);
    return network;
  };
  const both: readonly Attention[] = ['fused', 'decomposed'];
  const plain: readonly Attention[] = ['decomposed'];
  const networks = {
    'prior-text-encoder': withCheckpoint(folders.priorText, isTextEncoderBuffer, (c) =>
      write('prior-text-encoder', both, (g, a) => textEncoder(g, c, priorText, a)),
    ),
    'decoder-text-encoder': withCheckpoint(folders.decoderText, isTextEncoderBuffer, (c) =>
      write('decoder-text-encoder', both, (g, a) => textEncoder(g, c, decoderText, a)),
    ),
    ...withCheckpoint(folders.prior, undefined, (c) => ({
      'prior-condition': write('prior-condition', plain, (g) => priorCondition(g, c, prior)),
      'prior-step': write('prior-step', both, (g, a) => priorStep(g, c, prior, a)),
    })),
    ...withCheckpoint(folders.decoder, undefined, (c) => ({
      'decoder-condition': write('decoder-condition', plain, (g) =>
        decoderCondition(g, c, decoder, {
          latentMean: scale.latent_mean,
          latentStd: scale.latent_std,
        }),
      ),
      'decoder-step': write('decoder-step', both, (g, a) => decoderStep(g, c, decoder, a)),
    })),
    'vqgan-decode': withCheckpoint(folders.vqgan, isVqganEncoderTensor, (c) =>
      write('vqgan-decode', plain, (g) => vqganDecode(g, c, vqgan)),
    ),
  };

  const sampling = samplingDefaults(about);
  const scheduler = readJson(
    join(options.prior, 'scheduler/scheduler_config.json'),
    SchedulerSchema,
  );
  const encoders = {
    prior: await describeEncoder(folder, 'prior', options.prior, priorText, networks),
    decoder: await describeEncoder(folder, 'decoder', options.decoder, decoderText, networks),
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
      latentDimScale,
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

/** Runs `build` on a checkpoint and proves that it used every tensor. */
function withCheckpoint<T>(
  folder: string,
  isExpectedRest: ((name: string) => boolean) | undefined,
  build: (checkpoint: Checkpoint) => T,
): T {
  const checkpoint = new Checkpoint(folder);
  try {
    const result = build(checkpoint);
    const unused = checkpoint.unused(isExpectedRest);
    if (unused.length > 0) {
      throw new Error(
        `${folder}: the checkpoint has ${unused.length} tensors that the architecture in its ` +
          `config.json has no place for: ${unused.slice(0, 20).join(', ')}`,
      );
    }
    return result;
  } finally {
    checkpoint.close();
  }
}

async function describeEncoder(
  folder: string,
  stage: 'prior' | 'decoder',
  source: string,
  config: { hidden_size: number; max_position_embeddings: number },
  networks: Manifest['networks'],
): Promise<Manifest['textEncoders']['prior']> {
  const copy = (name: string) => {
    const path = join(source, 'tokenizer', name);
    if (!existsSync(path)) throw new Error(`${path}: expected this file, found none`);
    return writeFile(folder, `${stage}-${name}`, readFileSync(path));
  };
  const tokenizerJson = copy('tokenizer.json');
  const tokenizerConfig = copy('tokenizer_config.json');
  const tokens = readJson(join(source, 'tokenizer/tokenizer_config.json'), TokenizerConfigSchema);
  const tokenizer = readJson(join(source, 'tokenizer/tokenizer.json'), TokenizerSchema);
  const idOf = (token: string | { content: string }): number => {
    const content = typeof token === 'string' ? token : token.content;
    const added = tokenizer.added_tokens.find((entry) => entry.content === content);
    const id = added?.id ?? tokenizer.model.vocab[content];
    if (id === undefined) throw new Error(`${source}/tokenizer: no token ${content}`);
    return id;
  };
  const padTokenId = idOf(tokens.pad_token);
  const maxLength = config.max_position_embeddings;
  const empty = await encodeEmptyText(
    folder,
    networks[`${stage}-text-encoder`],
    [idOf(tokens.bos_token), idOf(tokens.eos_token)],
    padTokenId,
    maxLength,
  );
  return {
    maxLength,
    hiddenSize: config.hidden_size,
    padTokenId,
    tokenizer: { tokenizerJson, tokenizerConfig },
    empty: writeFile(folder, `${stage}-empty-text.bin`, empty),
  };
}

function assertFits(what: string, value: number, other: string, otherValue: number): void {
  if (value !== otherValue) {
    throw new Error(`The checkpoints do not fit: ${what} is ${value}, ${other} has ${otherValue}`);
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

const readPipeline = <S extends v.GenericSchema>(folder: string, schema: S) =>
  readJson(join(folder, 'model_index.json'), schema);
