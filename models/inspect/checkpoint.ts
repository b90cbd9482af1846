import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { geometryFor, type Geometry } from '../../src/diffusion/geometry.ts';
import {
  decoderNetwork,
  parameterCount,
  priorNetwork,
  textEncoderNetwork,
  vqganNetwork,
  type SourceNetwork,
} from './accounting.ts';
import { compressorNetwork } from './accounting-compressor.ts';
import { assertModest, assertSized } from '../../src/exporter/networks/config-sizes.ts';
import { evaluateCosts } from '../../src/diffusion/costs.ts';
import { sumCosts } from '../../src/exporter/costs.ts';
import {
  assertClass,
  assertPipeline,
  DECODER_PIPELINE,
  PRIOR_PIPELINE,
} from '../node/recognise.ts';
import {
  COMPRESSOR_CLASSES,
  CompressorConfigSchema,
} from '../../src/exporter/networks/compressor-config.ts';
import {
  compressorSource,
  decoderSource,
  priorSource,
  textEncoderSource,
  vqganSource,
  type Source,
} from '../../src/exporter/networks/index.ts';
import { VqganConfigSchema, VQGAN_CLASS } from '../../src/exporter/networks/vqgan.ts';
import { DECODER_CLASS, DecoderConfigSchema } from '../../src/exporter/networks/decoder-config.ts';
import { PRIOR_CLASS, PriorConfigSchema } from '../../src/exporter/networks/prior.ts';
import {
  TextEncoderConfigSchema,
  TEXT_ENCODER_CLASS,
} from '../../src/exporter/networks/text-encoder.ts';
import {
  plannedBytes,
  survey,
  weightPlans,
  type PlannedNetwork,
} from '../../src/exporter/plan-networks.ts';
import { effnetLevels } from '../../src/exporter/networks/decoder.ts';
import { tensorSizes } from '../../src/exporter/graph/tensor-sizes.ts';
import { table } from '../../src/verify/table.ts';
import { parseSize } from '../cli/size.ts';
import { PRECISIONS, type Precision } from '../../src/exporter/weights/precision.ts';
import { openCheckpoint } from '../node/checkpoint.ts';
import { oversized } from './oversized.ts';
import { readConfig } from '../node/json.ts';

/** What a checkpoint folder holds and costs: its configs say it all, weights need not be there. */

const FOLDERS = {
  [PRIOR_PIPELINE]: ['prior', 'text_encoder'],
  [DECODER_PIPELINE]: ['decoder', 'text_encoder', 'vqgan'],
};

const SIZES = ['512x512', '768x768', '1024x1024', '1536x1536'];

/** One network of a checkpoint, counted twice: as published and as exported. */
export interface NetworkReport {
  className: string;
  config: Record<string, unknown>;
  published: SourceNetwork;
  /** What an export would write, for each precision. */
  exported: Record<Precision, PlannedNetwork[]>;
  source: Source;
}

/**
 * Reads one network's folder; only its config.json must be there.
 * @throws Error naming the model if it is another one's
 */
export async function reportNetwork(folder: string): Promise<NetworkReport> {
  const className = assertClass(
    folder,
    PRIOR_CLASS,
    DECODER_CLASS,
    VQGAN_CLASS,
    TEXT_ENCODER_CLASS,
    ...COMPRESSOR_CLASSES,
  );
  const config = readConfig(folder, v.record(v.string(), v.unknown()));
  const { source, countPublished } = networksOf(className, folder, config);
  // Before anything is built that is as large as the config says.
  if (hasWeights(folder)) {
    const checkpoint = await openCheckpoint(folder);
    try {
      assertSized(folder, source.sizes, checkpoint.infos());
    } finally {
      await checkpoint.close();
    }
  } else assertModest(folder, source.blocks);
  const published = countPublished();
  const plan = (precision: Precision) =>
    survey(source, (name) => published.tensors.has(name), precision).networks;
  const exported = Object.fromEntries(PRECISIONS.map((p) => [p, plan(p)]));
  return { className, config, published, exported: exported as NetworkReport['exported'], source };
}

function networksOf(
  className: ReturnType<typeof assertClass>,
  folder: string,
  json: unknown,
): { source: Source; countPublished: () => SourceNetwork } {
  if (className === PRIOR_CLASS) {
    const config = readConfig(folder, PriorConfigSchema);
    return { source: priorSource(config), countPublished: () => priorNetwork(config) };
  }
  if (className === DECODER_CLASS) {
    const config = readConfig(folder, DecoderConfigSchema);
    // The scale is a constant in the graph: it changes no count.
    const source = decoderSource(config, { latentMean: 1, latentStd: 0 });
    return { source, countPublished: () => decoderNetwork(config) };
  }
  if (className === VQGAN_CLASS) {
    const config = readConfig(folder, VqganConfigSchema);
    return { source: vqganSource(config), countPublished: () => vqganNetwork(config, json) };
  }
  if (COMPRESSOR_CLASSES.some((name) => name === className)) {
    const config = readConfig(folder, CompressorConfigSchema);
    const source = compressorSource(config, { latentMean: 1, latentStd: 0 });
    return { source, countPublished: () => compressorNetwork(config) };
  }
  const config = readConfig(folder, TextEncoderConfigSchema);
  // Both encoders are of one class; which one this is changes a name only.
  const source = textEncoderSource('prior-text-encoder', config);
  return { source, countPublished: () => textEncoderNetwork(config) };
}

/** A table for each network in a pipeline's folder, or of one network's folder. */
export async function inspectCheckpoint(folder: string, size?: string): Promise<string> {
  const isNetwork =
    existsSync(join(folder, 'config.json')) && !existsSync(join(folder, 'model_index.json'));
  const sizes = size ? [size] : SIZES;
  if (isNetwork) return (await describeNetwork(folder, sizes)).join('\n');
  const pipeline = assertPipeline(folder, PRIOR_PIPELINE, DECODER_PIPELINE);
  const networks: string[] = [];
  for (const name of FOLDERS[pipeline]) {
    networks.push((await describeNetwork(join(folder, name), sizes)).join('\n'));
  }
  return [`${folder}: ${pipeline}`, ...networks].join('\n\n');
}

async function describeNetwork(folder: string, sizes: readonly string[]): Promise<string[]> {
  const { className, config, published, exported, source } = await reportNetwork(folder);
  const geometries = sizes.map(geometryOf);
  const costs = (multiplyAdds: Record<string, number>) =>
    geometries.map((geometry) =>
      (evaluateCosts(multiplyAdds, { geometry, text: 77, halves: 1 }) / 1e9).toFixed(1),
    );
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  const parameters = parameterCount(published);
  const types = PRECISIONS.map((type) => `${type} MB`);
  const none = sizes.map(() => '');
  const rows = [
    ['computed from shapes', 'parameters', ...types, ...sizes.map((size) => `GMAC ${size}`)],
    [
      'as published',
      parameters.toLocaleString('en'),
      ...[megabytes(4 * parameters), megabytes(2 * parameters), '', ''],
      ...costs(sumCosts(published.costs)),
    ],
    ...exported.f32.map((network) => [
      `exported: ${exportedName(network.name, folder)}`,
      network.parameters.toLocaleString('en'),
      ...PRECISIONS.map((type) => megabytes(ownBytes(exported[type], network.name))),
      ...costs(network.multiplyAdds),
    ]),
    ...commonWeights(exported.f32).map((name) => [
      `exported: ${name}`,
      'in the above',
      ...PRECISIONS.map((type) => megabytes(ownBytes(exported[type], name))),
      ...none,
    ]),
    [
      'exported, together',
      exported.f32.reduce((sum, network) => sum + network.parameters, 0).toLocaleString('en'),
      ...PRECISIONS.map((type) => megabytes(plannedBytes(exported[type]))),
      ...none,
    ],
  ];
  const settings = Object.entries(config)
    .filter(([name]) => !/^_|^architectures$|version$/.test(name))
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [
    `${folder}: ${className}, ${(parameterCount(published) / 1e6).toFixed(1)} M parameters`,
    `config: ${settings.join(', ')}`,
    `weights: ${await describeWeights(folder, source)}`,
    ...table(rows),
    ...describeTensors(folder, className, exported.q4, sizes.at(-1)!),
  ];
}

/** What is larger than the smallest binding that WebGPU promises, by graph. */
function describeTensors(
  folder: string,
  className: string,
  networks: readonly PlannedNetwork[],
  size: string,
): string[] {
  const levels =
    className === DECODER_CLASS ? effnetLevels(readConfig(folder, DecoderConfigSchema)) : [];
  const geometry = geometryOf(size);
  const lines = networks.flatMap(({ name, graphs }) =>
    graphs
      .filter(({ arithmetic }) => arithmetic === 'f32')
      .map(({ attention, graph }) => {
        const large = oversized(tensorSizes(graph, geometry, levels));
        return `  ${name}, ${attention}: ${large.join('; ') || 'none'}`;
      }),
  );
  return lines.every((line) => line.endsWith(': none'))
    ? [`tensors above 128 MiB at ${size}, guided: none`]
    : [`tensors above 128 MiB at ${size}, guided:`, ...lines, ABOUT_LARGE_TENSORS];
}

const ABOUT_LARGE_TENSORS =
  'The engine asks for the largest binding of the card and takes the chunked graph where another would ' +
  'exceed it. What exceeds it even so is bound in parts, which was right for MatMul and wrong for LayerNormalization.';

/** Bytes of a network's own weights, or of those that networks have in common. */
const ownBytes = (networks: readonly PlannedNetwork[], name: string) =>
  weightPlans(networks)
    .filter((weights) => weights.name === name)
    .flatMap((weights) => weights.shards())
    .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** Names of weights that are no one network's. */
const commonWeights = (networks: readonly PlannedNetwork[]) =>
  weightPlans(networks)
    .map((weights) => weights.name)
    .filter((plan) => networks.every(({ name }) => name !== plan));

/** A text encoder's folder has one name in both repositories. */
const exportedName = (name: string, folder: string) =>
  name.endsWith('text-encoder') ? basename(folder).replace('_', '-') : name;

/** Sides as the published pipelines compute them. */
const PUBLISHED = {
  resolutionMultiple: 42.67,
  latentDimScale: 10.67,
  decoderMultiple: 16,
  pixelsPerLatent: 4,
  minSide: 128,
  maxSide: 4096,
};

function geometryOf(size: string): Geometry {
  const { width, height } = parseSize(size);
  return geometryFor(width, height, PUBLISHED);
}

const hasWeights = (folder: string) =>
  readdirSync(folder).some((name) => /\.(safetensors|bin|pt|ckpt)$/.test(name));

async function describeWeights(folder: string, source: Source): Promise<string> {
  if (!hasWeights(folder)) {
    return 'none here; everything below is from config.json alone';
  }
  const checkpoint = await openCheckpoint(folder);
  try {
    const infos = [...checkpoint.infos().values()];
    const types = [...new Set(infos.map(({ dtype }) => dtype))].sort().join(', ');
    const bytes = infos.reduce((sum, { start, end }) => sum + end - start, 0);
    const { tensors } = survey(source, (name) => checkpoint.has(name));
    checkpoint.assertFits(tensors, source.isRest);
    return `${infos.length} tensors, ${types}, ${(bytes / 1e6).toFixed(1)} MB; they fit config.json`;
  } finally {
    await checkpoint.close();
  }
}
