import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { geometryFor, type Geometry } from '../src/diffusion/geometry.ts';
import {
  decoderNetwork,
  matrixEntries,
  parameterCount,
  priorNetwork,
  textEncoderNetwork,
  vqganNetwork,
  type SourceNetwork,
} from './accounting.ts';
import { evaluateCosts, sumCosts } from './costs.ts';
import { assertClass, assertPipeline, DECODER_PIPELINE, PRIOR_PIPELINE } from './recognise.ts';
import {
  decoderSource,
  priorSource,
  survey,
  textEncoderSource,
  vqganSource,
  type NetworkSurvey,
  type Source,
} from './sources.ts';
import { readVqganConfig, VQGAN_CLASS } from './stages/stage-a.ts';
import { DECODER_CLASS, readDecoderConfig } from './stages/stage-b-config.ts';
import { PRIOR_CLASS, readPriorConfig } from './stages/stage-c.ts';
import { readTextEncoderConfig, TEXT_ENCODER_CLASS } from './stages/text-encoder.ts';
import { parseSize, table } from './table.ts';
import { CheckpointFolder, readJson } from './weights/checkpoint.ts';

/** What a checkpoint folder holds and costs: its configs say it all, weights need not be there. */

const FOLDERS = {
  [PRIOR_PIPELINE]: ['prior', 'text_encoder'],
  [DECODER_PIPELINE]: ['decoder', 'text_encoder', 'vqgan'],
};

const SIZES = ['512x512', '768x768', '1024x1024', '1536x1536'];

/**
 * Bytes of a weight: quantised ones in blocks of 32 that share a float16 scale. What is no large
 * matrix stays float32.
 */
const BYTES_PER_WEIGHT = { f32: 4, f16: 2, q8: 1 + 2 / 32, q4: 0.5 + 2 / 32 };

/** One network of a checkpoint, counted twice: as published and as exported. */
export interface NetworkReport {
  className: string;
  config: Record<string, unknown>;
  published: SourceNetwork;
  exported: NetworkSurvey[];
  source: Source;
}

/**
 * Reads one network's folder; only its config.json must be there.
 * @throws Error naming the model if it is another one's
 */
export function reportNetwork(folder: string): NetworkReport {
  const className = assertClass(
    folder,
    PRIOR_CLASS,
    DECODER_CLASS,
    VQGAN_CLASS,
    TEXT_ENCODER_CLASS,
  );
  const config = readJson(join(folder, 'config.json'), v.record(v.string(), v.unknown()));
  const { source, published } = networksOf(className, folder, config);
  const { networks: exported } = survey(source, (name) => published.tensors.has(name));
  return { className, config, published, exported, source };
}

function networksOf(
  className: ReturnType<typeof assertClass>,
  folder: string,
  json: unknown,
): { source: Source; published: SourceNetwork } {
  if (className === PRIOR_CLASS) {
    const config = readPriorConfig(folder);
    return { source: priorSource(config), published: priorNetwork(config) };
  }
  if (className === DECODER_CLASS) {
    const config = readDecoderConfig(folder);
    // The scale is a constant in the graph: it changes no count.
    const source = decoderSource(config, { latentMean: 1, latentStd: 0 });
    return { source, published: decoderNetwork(config) };
  }
  if (className === VQGAN_CLASS) {
    const config = readVqganConfig(folder);
    return { source: vqganSource(config), published: vqganNetwork(config, json) };
  }
  const config = readTextEncoderConfig(folder);
  // Both encoders are of one class; which one this is changes a name only.
  const source = textEncoderSource('prior-text-encoder', config);
  return { source, published: textEncoderNetwork(config) };
}

/** A table for each network in a pipeline's folder, or of one network's folder. */
export function inspectCheckpoint(folder: string, size?: string): string {
  const isNetwork =
    existsSync(join(folder, 'config.json')) && !existsSync(join(folder, 'model_index.json'));
  if (isNetwork) return describeNetwork(folder, size ? [size] : SIZES).join('\n');
  const pipeline = assertPipeline(folder, PRIOR_PIPELINE, DECODER_PIPELINE);
  const networks = FOLDERS[pipeline].map((name) =>
    describeNetwork(join(folder, name), size ? [size] : SIZES).join('\n'),
  );
  return [`${folder}: ${pipeline}`, ...networks].join('\n\n');
}

function describeNetwork(folder: string, sizes: readonly string[]): string[] {
  const { className, config, published, exported, source } = reportNetwork(folder);
  const geometries = sizes.map(geometryOf);
  const costs = (multiplyAdds: Record<string, number>) =>
    geometries.map((geometry) =>
      (evaluateCosts(multiplyAdds, { geometry, text: 77, halves: 1 }) / 1e9).toFixed(1),
    );
  const row = (
    name: string,
    all: number,
    matrices: number,
    multiplyAdds: Record<string, number>,
  ) => [
    name,
    all.toLocaleString('en'),
    ...Object.values(BYTES_PER_WEIGHT).map((bytes) =>
      ((matrices * bytes + (all - matrices) * 4) / 1e6).toFixed(1),
    ),
    ...costs(multiplyAdds),
  ];
  const types = Object.keys(BYTES_PER_WEIGHT).map((type) => `${type} MB`);
  const rows = [
    ['computed from shapes', 'parameters', ...types, ...sizes.map((size) => `GMAC ${size}`)],
    row(
      'as published',
      parameterCount(published),
      matrixEntries(published),
      sumCosts(published.costs),
    ),
    ...exported.map((network) =>
      row(
        `exported: ${exportedName(network.name, folder)}`,
        network.parameters,
        network.matrixEntries,
        network.multiplyAdds,
      ),
    ),
  ];
  const settings = Object.entries(config)
    .filter(([name]) => !/^_|^architectures$|version$/.test(name))
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [
    `${folder}: ${className}, ${(parameterCount(published) / 1e6).toFixed(1)} M parameters`,
    `config: ${settings.join(', ')}`,
    `weights: ${describeWeights(folder, source)}`,
    ...table(rows),
  ];
}

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

function describeWeights(folder: string, source: Source): string {
  const files = readdirSync(folder);
  if (!files.some((name) => /\.(safetensors|bin|pt|ckpt)$/.test(name))) {
    return 'none here; everything below is from config.json alone';
  }
  const checkpoint = new CheckpointFolder(folder);
  try {
    const infos = [...checkpoint.infos().values()];
    const types = [...new Set(infos.map(({ dtype }) => dtype))].sort().join(', ');
    const bytes = infos.reduce((sum, { start, end }) => sum + end - start, 0);
    const { tensors } = survey(source, (name) => checkpoint.has(name));
    checkpoint.assertFits(tensors, source.isRest);
    return `${infos.length} tensors, ${types}, ${(bytes / 1e6).toFixed(1)} MB; they fit config.json`;
  } finally {
    checkpoint.close();
  }
}
