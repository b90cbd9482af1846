import * as v from 'valibot';
import { CheckpointError } from './checkpoint-error.ts';
import { checkJson } from './json.ts';
import { assertSized } from './networks/config-sizes.ts';
import { DecoderConfigSchema, type DecoderConfig } from './networks/decoder-config.ts';
import { CompressorConfigSchema, type CompressorConfig } from './networks/compressor-config.ts';
import {
  compressorSource,
  decoderSource,
  priorSource,
  textEncoderSource,
  vqganSource,
  type Source,
} from './networks/index.ts';
import { PriorConfigSchema, type PriorConfig } from './networks/prior.ts';
import { TextEncoderConfigSchema, type TextEncoderConfig } from './networks/text-encoder.ts';
import { VqganConfigSchema, type VqganConfig } from './networks/vqgan.ts';
import { NETWORK_FOLDERS, type PlanInput, type SourceNetworkName } from './plan-input.ts';
import { planNetworks, survey, weightPlans, type PlannedNetwork } from './plan-networks.ts';
import type { RepositoryRole } from './ports.ts';
import { StoredCheckpoint } from './weights/checkpoint.ts';
import type { TensorReader } from './weights/tensor-reader.ts';
import type { TensorTable } from './weights/tensor-table.ts';
import { assertVariant } from './weights/variants.ts';

interface Configs {
  prior: PriorConfig;
  decoder: DecoderConfig;
  vqgan: VqganConfig;
  priorText: TextEncoderConfig;
  decoderText: TextEncoderConfig;
  compressor?: CompressorConfig;
}

/** All that an export will write, from configs and tensor names alone: no weight has been read. */
export class ExportPlan {
  readonly input: PlanInput;
  /** What its matrices get their values from. */
  readonly reader: TensorReader;
  readonly configs: Configs;
  /** Constants of the pipelines. */
  readonly scale: v.InferOutput<typeof PriorPipelineSchema> &
    v.InferOutput<typeof DecoderPipelineSchema>;
  readonly scheduler: v.InferOutput<typeof SchedulerSchema>;
  readonly networks: readonly PlannedNetwork[];

  /**
   * Proves that all of it fits, and plans it.
   * @throws Error naming what does not
   */
  constructor(input: PlanInput, reader: TensorReader) {
    this.input = input;
    this.reader = reader;
    const { names, modelIndex, precision, variant } = input;
    const config = <S extends v.GenericSchema>(name: SourceNetworkName, schema: S) =>
      checkJson(`${placeOfNetwork(input, name)}/config.json`, input.networks[name].config, schema);
    this.configs = {
      prior: config('prior', PriorConfigSchema),
      decoder: config('decoder', DecoderConfigSchema),
      vqgan: config('vqgan', VqganConfigSchema),
      priorText: config('priorText', TextEncoderConfigSchema),
      decoderText: config('decoderText', TextEncoderConfigSchema),
      ...(input.compressor && {
        compressor: checkJson(
          `${names.compressor}/config.json`,
          input.compressor.config,
          CompressorConfigSchema,
        ),
      }),
    };
    const pipeline = <S extends v.GenericSchema>(role: 'prior' | 'decoder', schema: S) =>
      checkJson(`${names[role]}/model_index.json`, modelIndex[role], schema);
    this.scale = {
      ...pipeline('prior', PriorPipelineSchema),
      ...pipeline('decoder', DecoderPipelineSchema),
    };
    const schedulerPlace = `${names.prior}/scheduler/scheduler_config.json`;
    this.scheduler = checkJson(schedulerPlace, input.scheduler, SchedulerSchema);
    const { latent_mean: latentMean, latent_std: latentStd } = this.scale;
    const sources: Record<SourceNetworkName, Source> = {
      priorText: textEncoderSource('prior-text-encoder', this.configs.priorText),
      decoderText: textEncoderSource('decoder-text-encoder', this.configs.decoderText),
      prior: priorSource(this.configs.prior),
      decoder: decoderSource(this.configs.decoder, { latentMean, latentStd }),
      vqgan: vqganSource(this.configs.vqgan, input.compressor !== undefined),
    };
    const part = (
      { repository, place }: { repository: RepositoryRole; place: string },
      source: Source,
      { table }: { table: TensorTable },
    ) => {
      const repositoryName = names[repository] ?? place;
      const at = { repository, repositoryName, name: place };
      const checkpoint = new StoredCheckpoint(at, table, reader);
      // Before anything is built: loops run as often as the config says.
      assertSized(place, source.sizes, checkpoint.infos());
      return { source, checkpoint };
    };
    const parts = (Object.keys(NETWORK_FOLDERS) as SourceNetworkName[]).map((name) => {
      const { repository } = NETWORK_FOLDERS[name];
      const place = placeOfNetwork(input, name);
      return part({ repository, place }, sources[name], input.networks[name]);
    });
    if (this.configs.compressor && input.compressor) {
      const source = compressorSource(this.configs.compressor, { latentMean, latentStd });
      const place = names.compressor ?? 'compressor';
      parts.push(part({ repository: 'compressor', place }, source, input.compressor));
    }
    assertFitTogether(this.configs);
    for (const role of ['prior', 'decoder'] as const) {
      const own = parts.filter(({ checkpoint }) => checkpoint.place.repository === role);
      assertVariant(
        names[role],
        variant,
        own.map(({ checkpoint }) => checkpoint.table.weights),
      );
    }
    const planned = parts.flatMap(({ source, checkpoint }) => {
      const { tensors } = survey(source, (tensor) => checkpoint.has(tensor));
      checkpoint.assertFits(tensors, source.isRest);
      return planNetworks(source, checkpoint, precision);
    });
    this.networks = input.sharesTextEncoder ? shareEncoder(planned) : planned;
    for (const shard of weightPlans(this.networks).flatMap((weights) => weights.shards())) {
      for (const { matrix } of shard.matrices) reader.expect(matrix.sources ?? []);
    }
  }

  /** Whether the text encoders are of one shape, so that they may be the same. */
  get hasTextEncodersOfOneShape(): boolean {
    const { priorText, decoderText } = this.configs;
    return (Object.keys(priorText) as (keyof TextEncoderConfig)[]).every(
      (field) => priorText[field] === decoderText[field],
    );
  }
}

function placeOfNetwork({ names }: PlanInput, name: SourceNetworkName): string {
  const { repository, folder } = NETWORK_FOLDERS[name];
  return `${names[repository]}/${folder}`;
}

/** Both pipelines brought the same text encoder: one network, under both names. */
function shareEncoder(networks: readonly PlannedNetwork[]): PlannedNetwork[] {
  const prior = networks.find(({ name }) => name === 'prior-text-encoder')!;
  return networks.map((network) =>
    network.name === 'decoder-text-encoder' ? { ...prior, name: network.name } : network,
  );
}

function assertFitTogether(configs: Configs): void {
  const { prior, decoder, vqgan, priorText, decoderText, compressor } = configs;
  const pairs: (readonly [string, number, string, number])[] = [
    ['prior c_cond', prior.c_cond, 'its text encoder', priorText.hidden_size],
    ['decoder clip_embd', decoder.clip_embd, 'its text encoder', decoderText.hidden_size],
    ['decoder effnet_embd', decoder.effnet_embd, 'the prior c_in', prior.c_in],
    ['decoder c_out', decoder.c_out, 'the vqgan latent_channels', vqgan.latent_channels],
    ...(compressor
      ? ([['compressor c_latent', compressor.c_latent, 'the prior c_in', prior.c_in]] as const)
      : []),
  ];
  for (const [what, value, other, otherValue] of pairs) {
    if (value !== otherValue) {
      throw new CheckpointError(
        'halves',
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
