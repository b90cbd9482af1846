import { placeOf, readJson } from './json.ts';
import { COMPRESSOR_CLASSES } from './networks/compressor-config.ts';
import { DECODER_CLASS } from './networks/decoder-config.ts';
import { PRIOR_CLASS } from './networks/prior.ts';
import { TEXT_ENCODER_CLASS } from './networks/text-encoder.ts';
import { VQGAN_CLASS } from './networks/vqgan.ts';
import type { ByteSource, CheckpointRepository, RepositoryRole, SourceFile } from './ports.ts';
import {
  assertClass,
  assertPipeline,
  DECODER_PIPELINE,
  PRIOR_PIPELINE,
  type Marks,
} from './recognise.ts';
import type { Precision } from './weights/precision.ts';
import { readTensorTable, type TensorTable } from './weights/tensor-table.ts';
import type { Variant } from './weights/variants.ts';

/** How an export's weights are chosen and stored. */
export interface PlanOptions {
  precision: Precision;
  /** Which of a network's weight files are read where there are several. */
  variant?: Variant | undefined;
}

export interface Repositories {
  readonly prior: CheckpointRepository;
  readonly decoder: CheckpointRepository;
  /** Laid out as `warp-ai/EfficientNetEncoder`: one network in its root. Without it a model paints from words only. */
  readonly compressor?: CheckpointRepository | undefined;
}

/** The repository that a file is in. @throws Error if it was not given */
export function repositoryOf(
  repositories: Repositories,
  { repository, path }: SourceFile,
): CheckpointRepository {
  const found = repositories[repository];
  if (!found) throw new Error(`Expected the ${repository} repository, which has ${path}`);
  return found;
}

/** A network's config.json, and what the headers of its weights say. */
interface NetworkInput {
  config: unknown;
  table: TensorTable;
}

/** Where each network lies, in the order in which they are exported. */
export const NETWORK_FOLDERS = {
  priorText: { repository: 'prior', folder: 'text_encoder', class: TEXT_ENCODER_CLASS },
  decoderText: { repository: 'decoder', folder: 'text_encoder', class: TEXT_ENCODER_CLASS },
  prior: { repository: 'prior', folder: 'prior', class: PRIOR_CLASS },
  decoder: { repository: 'decoder', folder: 'decoder', class: DECODER_CLASS },
  vqgan: { repository: 'decoder', folder: 'vqgan', class: VQGAN_CLASS },
} as const satisfies Record<string, NetworkFolder>;
export type SourceNetworkName = keyof typeof NETWORK_FOLDERS;

interface NetworkFolder {
  repository: RepositoryRole;
  folder: string;
  class: string;
}

/** All that a plan is made from. Plain data: a worker makes the same plan of it. */
export interface PlanInput extends PlanOptions {
  /** What the repositories are called in messages. */
  names: Record<PipelineRole, string> & { compressor?: string };
  /** What their model_index.json holds. */
  modelIndex: Record<PipelineRole, unknown>;
  /** What the prior's scheduler/scheduler_config.json holds. */
  scheduler: unknown;
  networks: Record<SourceNetworkName, NetworkInput>;
  /** The package can start from pictures: it gets the compressor and Stage A's encoder half. */
  compressor?: NetworkInput;
  /** Both text encoders are of the same bytes: the package has one. */
  sharesTextEncoder: boolean;
}

const PIPELINES = { prior: PRIOR_PIPELINE, decoder: DECODER_PIPELINE } as const;
const ROLES = ['prior', 'decoder'] as const;
type PipelineRole = (typeof ROLES)[number];

/**
 * Reads configs and the headers of weight files, and nothing else.
 * @throws Error naming another model, or the file that is missing or broken
 */
export async function readPlanInput(
  repositories: Repositories,
  { precision, variant }: PlanOptions,
  signal?: AbortSignal,
): Promise<PlanInput> {
  const modelIndex = { prior: undefined, decoder: undefined } as Record<PipelineRole, unknown>;
  for (const role of ROLES) {
    const marks = await readMarks(repositories[role], signal);
    assertPipeline(repositories[role].name, marks, PIPELINES[role]);
    modelIndex[role] = marks.modelIndex;
  }
  const names = Object.keys(NETWORK_FOLDERS) as SourceNetworkName[];
  const configs = new Map<SourceNetworkName, unknown>();
  for (const name of names) {
    const { repository, folder, class: expected } = NETWORK_FOLDERS[name];
    const config = await readJson(repositories[repository], `${folder}/config.json`, signal);
    assertClass(placeOf(repositories[repository], folder), config, expected);
    configs.set(name, config);
  }
  const { compressor } = repositories;
  const compressorConfig = compressor && (await readCompressorConfig(compressor, signal));
  const scheduler = await readJson(repositories.prior, 'scheduler/scheduler_config.json', signal);
  const networks = {} as Record<SourceNetworkName, NetworkInput>;
  for (const name of names) {
    const { repository, folder } = NETWORK_FOLDERS[name];
    const wanted = { precision, variant };
    const table = await readTensorTable(repositories[repository], folder, wanted, signal);
    networks[name] = { config: configs.get(name), table };
  }
  const compressorTable =
    compressor && (await readTensorTable(compressor, '', { precision, variant }, signal));
  return {
    precision,
    variant,
    names: {
      prior: repositories.prior.name,
      decoder: repositories.decoder.name,
      ...(compressor && { compressor: compressor.name }),
    },
    modelIndex,
    scheduler,
    networks,
    ...(compressorTable && { compressor: { config: compressorConfig, table: compressorTable } }),
    sharesTextEncoder: false,
  };
}

async function readCompressorConfig(
  repository: CheckpointRepository,
  signal?: AbortSignal,
): Promise<unknown> {
  const config = await readJson(repository, 'config.json', signal);
  assertClass(repository.name, config, ...COMPRESSOR_CLASSES);
  return config;
}

/** Every network's weights, in the order in which they are exported. */
export function sourceTables(input: PlanInput): SourceTable[] {
  const parts = Object.entries(NETWORK_FOLDERS).map(([name, { repository }]): SourceTable => {
    const { table } = input.networks[name as SourceNetworkName];
    return { repository, table };
  });
  const { compressor } = input;
  if (compressor) parts.push({ repository: 'compressor', table: compressor.table });
  return parts;
}

interface SourceTable {
  repository: RepositoryRole;
  table: TensorTable;
}

/** What a repository is recognised by, of what it has. */
async function readMarks(repository: CheckpointRepository, signal?: AbortSignal): Promise<Marks> {
  const listed = new Set((await repository.list(signal)).map(({ path }) => path));
  const read = (path: string) =>
    listed.has(path) ? readJson(repository, path, signal) : Promise.resolve(undefined);
  const modelIndex = await read('model_index.json');
  if (modelIndex === undefined) return { modelIndex, config: await read('config.json') };
  return { modelIndex, unetConfig: await read('unet/config.json') };
}

/** Bytes that are compared at a time. */
const COMPARED = 2 ** 22;

/**
 * Whether both text encoders have the same weights in the same files: by the hashes that both
 * repositories state, or else byte by byte.
 */
export async function haveSameTextEncoder(
  repositories: Repositories,
  { networks }: PlanInput,
  signal?: AbortSignal,
): Promise<boolean> {
  const [a, b] = [networks.priorText.table.files, networks.decoderText.table.files];
  if (a.length !== b.length) return false;
  if (a.some(({ sizeBytes }, i) => sizeBytes !== b[i]!.sizeBytes)) return false;
  const hashes = async (role: PipelineRole) =>
    new Map((await repositories[role].list(signal)).map(({ path, sha256 }) => [path, sha256]));
  const [ours, theirs] = [await hashes('prior'), await hashes('decoder')];
  for (const [i, { path }] of a.entries()) {
    const [x, y] = [ours.get(path), theirs.get(b[i]!.path)];
    if (x !== undefined && y !== undefined) {
      if (x !== y) return false;
      continue;
    }
    const sources = [
      await repositories.prior.open(path, signal),
      await repositories.decoder.open(b[i]!.path, signal),
    ] as const;
    try {
      if (!(await haveSameBytes(...sources, signal))) return false;
    } finally {
      for (const source of sources) await source.close();
    }
  }
  return true;
}

async function haveSameBytes(a: ByteSource, b: ByteSource, signal?: AbortSignal): Promise<boolean> {
  for (let at = 0; at < a.sizeBytes; at += COMPARED) {
    const end = Math.min(a.sizeBytes, at + COMPARED);
    const [x, y] = await Promise.all([a.read(at, end, signal), b.read(at, end, signal)]);
    if (x.some((byte, i) => byte !== y[i])) return false;
  }
  return true;
}
