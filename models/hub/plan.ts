import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Hub, HubFile } from '../../src/hub/api.ts';
import {
  assertClass,
  assertPipeline,
  DECODER_PIPELINE,
  PRIOR_PIPELINE,
} from '../node/recognise.ts';
import { COMPRESSOR_CLASSES } from '../../src/exporter/networks/compressor-config.ts';
import { PRIOR_CLASS } from '../../src/exporter/networks/prior.ts';
import {
  assertVariant,
  chooseWeights,
  type Wanted,
  type WeightsName,
} from '../../src/exporter/weights/variants.ts';
import { shardNames } from '../node/recognise.ts';
import type { Download } from './download.ts';
import type { Repository } from './hub.ts';

/** Which files of a repository an export needs, and none besides. */

const NETWORKS = {
  [PRIOR_PIPELINE]: ['prior', 'text_encoder'],
  [DECODER_PIPELINE]: ['decoder', 'text_encoder', 'vqgan'],
};
const OTHERS = [
  'tokenizer/tokenizer.json',
  'tokenizer/tokenizer_config.json',
  'scheduler/scheduler_config.json',
];

/** The sibling priors are Stage C alone; everything around it is that of this repository. */
const PRIOR_REPOSITORY = 'warp-ai/wuerstchen-prior';

/** A repository pinned to a commit. */
interface Pinned {
  repository: Repository;
  /** Every file by path. */
  tree: Map<string, HubFile>;
}

export interface Plan {
  /** Repositories with the commits that the files are taken from. */
  from: Repository[];
  downloads: Download[];
}

/** What the files of one repository are picked for. */
interface Task {
  pinned: Pinned;
  fetchNow: Fetch;
  wanted: Wanted;
  /** The weights of each network so far. */
  chosen: WeightsName[];
}

/** Gets files at once; planning needs to look into some. */
export type Fetch = (downloads: readonly Download[]) => Promise<void>;

/**
 * Plans the download of a repository into a folder.
 * @param wanted decides between variants of the weights
 * @throws Error naming another model, or every file that the repository lacks
 */
export async function plan(
  hub: Hub,
  repository: Repository,
  folder: string,
  wanted: Wanted,
  fetchNow: Fetch,
  signal?: AbortSignal,
): Promise<Plan> {
  const pinned = await pin(hub, repository, signal);
  const task: Task = { pinned, fetchNow, wanted, chosen: [] };
  if (pinned.tree.has('model_index.json')) {
    await fetchNow(pick(pinned, ['model_index.json'], folder));
    const networks = NETWORKS[assertPipeline(folder, PRIOR_PIPELINE, DECODER_PIPELINE)];
    const downloads = [
      ...(await pickNetworks(task, networks, folder)),
      ...pick(pinned, OTHERS, folder),
    ];
    assertVariant(repository.name, wanted.variant, task.chosen);
    return { from: [pinned.repository], downloads };
  }
  if (!pinned.tree.has('config.json')) {
    throw new Error(
      `${repository.name} has neither model_index.json nor config.json: it is not in the layout of diffusers.`,
    );
  }
  const prior = join(folder, 'prior');
  await fetchNow(pick(pinned, ['config.json'], prior));
  if (assertClass(prior, PRIOR_CLASS, ...COMPRESSOR_CLASSES) !== PRIOR_CLASS) {
    // One network by itself, and no part of a pipeline.
    rmSync(join(prior, 'config.json'));
    if (readdirSync(prior).length === 0) rmdirSync(prior);
    const downloads = await pickNetwork(task, '', folder);
    assertVariant(repository.name, wanted.variant, task.chosen);
    return { from: [pinned.repository], downloads };
  }
  const around = await pin(hub, { name: PRIOR_REPOSITORY, revision: 'main' }, signal);
  const rest = NETWORKS[PRIOR_PIPELINE].filter((name) => name !== 'prior');
  const downloads = [
    ...(await pickNetwork(task, '', prior)),
    ...(await pickNetworks({ ...task, pinned: around }, rest, folder)),
    ...pick(around, ['model_index.json', ...OTHERS], folder),
  ];
  assertVariant(repository.name, wanted.variant, task.chosen);
  return { from: [pinned.repository, around.repository], downloads };
}

async function pin(hub: Hub, repository: Repository, signal?: AbortSignal): Promise<Pinned> {
  const { name } = repository;
  const revision = await hub.resolveCommit(name, repository.revision, signal);
  const files = await hub.list(name, revision, signal);
  return {
    repository: { name, revision },
    tree: new Map(files.map((file) => [file.path, file])),
  };
}

async function pickNetworks(
  task: Task,
  names: readonly string[],
  folder: string,
): Promise<Download[]> {
  const downloads: Download[] = [];
  for (const name of names) {
    downloads.push(...(await pickNetwork(task, `${name}/`, join(folder, name))));
  }
  return downloads;
}

/** config.json and the weights, in one file or in shards. */
async function pickNetwork(task: Task, prefix: string, folder: string): Promise<Download[]> {
  const { pinned } = task;
  const names = await weightNames(task, prefix, folder);
  const stale = existsSync(folder)
    ? readdirSync(folder).filter(
        (name) =>
          /\.safetensors(\.index(\.\w+)?\.json)?$/.test(name) &&
          !pinned.tree.has(`${prefix}${name}`),
      )
    : [];
  if (stale.length > 0) {
    throw new Error(
      `${folder} holds ${stale.join(', ')}, which ${pinned.repository.name} does not have: ` +
        'an export could take it for the weights. Remove it, or choose an empty folder.',
    );
  }
  return pick(pinned, ['config.json', ...names], folder, prefix);
}

async function weightNames(
  { pinned, fetchNow, wanted, chosen }: Task,
  prefix: string,
  folder: string,
): Promise<string[]> {
  const has = (name: string) => pinned.tree.has(`${prefix}${name}`);
  const place = `${pinned.repository.name}${prefix && `, ${prefix}`}`;
  const weights = chooseWeights(place, has, wanted);
  if (weights) {
    chosen.push(weights);
    if (!weights.isIndex) return [weights.name];
    await fetchNow(pick(pinned, [weights.name], folder, prefix));
    return [weights.name, ...shardNames(join(folder, weights.name)).names];
  }
  const others = [...pinned.tree.keys()].filter(
    (path) =>
      path.startsWith(prefix) &&
      /^[^/]+\.(bin|pt|ckpt|safetensors)$/.test(path.slice(prefix.length)),
  );
  throw new Error(
    `${pinned.repository.name}: expected safetensors weights in ${prefix || 'its root'}` +
      (others.length > 0 ? `; found only ${others.join(', ')}` : ''),
  );
}

/** @throws Error naming every file that is not in the repository */
function pick(
  { repository, tree }: Pinned,
  names: readonly string[],
  folder: string,
  prefix = '',
): Download[] {
  const lacking = names.filter((name) => !tree.has(`${prefix}${name}`));
  if (lacking.length > 0) {
    const paths = lacking.map((name) => `${prefix}${name}`).join(', ');
    throw new Error(`${repository.name} lacks ${paths}.`);
  }
  return names.map((name) => ({
    file: tree.get(`${prefix}${name}`)!,
    target: join(folder, name),
  }));
}
