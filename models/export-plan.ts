import { dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { assertSized } from './config-sizes.ts';
import { planNetworks, survey, type PlannedNetwork } from './plan-networks.ts';
import { assertClass, assertPipeline, DECODER_PIPELINE, PRIOR_PIPELINE } from './recognise.ts';
import {
  decoderSource,
  priorSource,
  textEncoderSource,
  vqganSource,
  type Source,
} from './sources.ts';
import { readVqganConfig, VQGAN_CLASS, type VqganConfig } from './stages/stage-a.ts';
import { DECODER_CLASS, readDecoderConfig, type DecoderConfig } from './stages/stage-b-config.ts';
import { PRIOR_CLASS, readPriorConfig, type PriorConfig } from './stages/stage-c.ts';
import {
  readTextEncoderConfig,
  TEXT_ENCODER_CLASS,
  type TextEncoderConfig,
} from './stages/text-encoder.ts';
import { CheckpointFolder } from './weights/checkpoint.ts';
import { readJson } from './weights/json.ts';
import type { Precision } from './weights/precision.ts';
import { assertVariant, type Variant } from './weights/variants.ts';

/** What an export depends on: the same in the main thread and in every worker. */
export interface Sources {
  /** Folder laid out as `warp-ai/wuerstchen-prior`. */
  prior: string;
  /** Folder laid out as `warp-ai/wuerstchen`. */
  decoder: string;
  precision: Precision;
  /** Which of a network's weight files are read where there are several. */
  variant?: Variant | undefined;
}

interface Configs {
  prior: PriorConfig;
  decoder: DecoderConfig;
  vqgan: VqganConfig;
  priorText: TextEncoderConfig;
  decoderText: TextEncoderConfig;
}

/** All that an export will write, from configs and tensor names alone: no weight has been read. */
export class ExportPlan {
  readonly configs: Configs;
  /** Constants of the pipelines. */
  readonly scale: v.InferOutput<typeof PriorPipelineSchema> &
    v.InferOutput<typeof DecoderPipelineSchema>;
  readonly scheduler: v.InferOutput<typeof SchedulerSchema>;
  readonly networks: readonly PlannedNetwork[];
  readonly checkpoints: readonly CheckpointFolder[];

  /**
   * Reads what both repositories say, and proves that all of it fits.
   * @throws Error naming what does not
   */
  constructor({ prior, decoder, precision, variant }: Sources) {
    assertPipeline(prior, PRIOR_PIPELINE);
    assertPipeline(decoder, DECODER_PIPELINE);
    const folders = {
      priorText: join(prior, 'text_encoder'),
      decoderText: join(decoder, 'text_encoder'),
      prior: join(prior, 'prior'),
      decoder: join(decoder, 'decoder'),
      vqgan: join(decoder, 'vqgan'),
    };
    assertClass(folders.prior, PRIOR_CLASS);
    assertClass(folders.priorText, TEXT_ENCODER_CLASS);
    assertClass(folders.decoder, DECODER_CLASS);
    assertClass(folders.decoderText, TEXT_ENCODER_CLASS);
    assertClass(folders.vqgan, VQGAN_CLASS);
    this.configs = {
      prior: readPriorConfig(folders.prior),
      decoder: readDecoderConfig(folders.decoder),
      vqgan: readVqganConfig(folders.vqgan),
      priorText: readTextEncoderConfig(folders.priorText),
      decoderText: readTextEncoderConfig(folders.decoderText),
    };
    this.scale = {
      ...readJson(join(prior, 'model_index.json'), PriorPipelineSchema),
      ...readJson(join(decoder, 'model_index.json'), DecoderPipelineSchema),
    };
    this.scheduler = readJson(join(prior, 'scheduler/scheduler_config.json'), SchedulerSchema);
    const sources: Record<keyof typeof folders, Source> = {
      priorText: textEncoderSource('prior-text-encoder', this.configs.priorText),
      decoderText: textEncoderSource('decoder-text-encoder', this.configs.decoderText),
      prior: priorSource(this.configs.prior),
      decoder: decoderSource(this.configs.decoder, {
        latentMean: this.scale.latent_mean,
        latentStd: this.scale.latent_std,
      }),
      vqgan: vqganSource(this.configs.vqgan),
    };
    const checkpoints: CheckpointFolder[] = [];
    this.checkpoints = checkpoints;
    try {
      const parts = Object.entries(sources).map(([name, source]) => {
        const folder = folders[name as keyof typeof folders];
        const checkpoint = new CheckpointFolder(folder, { precision, variant });
        checkpoints.push(checkpoint);
        // Before anything is built: loops run as often as the config says.
        assertSized(folder, source.sizes, checkpoint.infos());
        return { source, checkpoint };
      });
      assertFitTogether(this.configs);
      for (const repository of [prior, decoder]) {
        const own = checkpoints.filter(
          ({ folder }) => dirname(resolve(folder)) === resolve(repository),
        );
        assertVariant(
          repository,
          variant,
          own.map(({ weights }) => weights),
        );
      }
      const planned = parts.flatMap(({ source, checkpoint }) => {
        const { tensors } = survey(source, (tensor) => checkpoint.has(tensor));
        checkpoint.assertFits(tensors, source.isRest);
        return planNetworks(source, checkpoint, precision);
      });
      const [priorText, decoderText] = checkpoints as [CheckpointFolder, CheckpointFolder];
      const isShared =
        isDeepStrictEqual(this.configs.priorText, this.configs.decoderText) &&
        priorText.hasSameFiles(decoderText);
      this.networks = isShared ? shareEncoder(planned) : planned;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  close(): void {
    for (const checkpoint of this.checkpoints) checkpoint.close();
  }
}

/** Both pipelines brought the same text encoder: one network, under both names. */
function shareEncoder(networks: readonly PlannedNetwork[]): PlannedNetwork[] {
  const prior = networks.find(({ name }) => name === 'prior-text-encoder')!;
  return networks.map((network) =>
    network.name === 'decoder-text-encoder' ? { ...prior, name: network.name } : network,
  );
}

function assertFitTogether({ prior, decoder, vqgan, priorText, decoderText }: Configs): void {
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
