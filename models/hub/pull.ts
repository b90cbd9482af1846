import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Hub } from '../../src/hub/api.ts';
import { bytesHere, download, type Download } from './download.ts';
import { commandLineHub, hubFromEnvironment, parseRepository, type Repository } from './hub.ts';
import { plan, type Plan } from './plan.ts';
import { describeProgress, Meter, type PullProgress } from './progress.ts';
import { onTerminal } from '../cli/terminal.ts';
import { freeBytes, gigabytes } from '../node/disk.ts';
import { makeFolder } from '../node/place.ts';
import { ANY, type Wanted } from '../../src/exporter/weights/variants.ts';

/** Published checkpoints from the Hub: exactly the files that an export reads, resumed and verified. */

export interface PullOptions {
  hub: Hub;
  /** Files at a time. */
  parallel: number;
  /** A sentence now and then. */
  onLine: (line: string) => void;
  onProgress: (progress: PullProgress) => void;
  signal?: AbortSignal;
  /** Bytes free where a folder is; default: what the system says. */
  freeBytes?: (folder: string) => Promise<number>;
}

/** A hub as the environment describes it, with progress on the terminal. */
export function defaultPullOptions(parallel: number): PullOptions {
  return {
    hub: commandLineHub(hubFromEnvironment()),
    parallel,
    onLine: (line) => console.error(line),
    onProgress: onTerminal(describeProgress),
  };
}

/**
 * Downloads repositories, each into a folder of its own name under `to`.
 * @param names `owner/name` or `owner/name@revision`
 * @param revision for the names that say none
 * @param wanted decides between variants of the weights
 * @returns the folders
 */
export async function pull(
  names: readonly string[],
  to: string,
  options: PullOptions,
  revision?: string,
  wanted: Wanted = ANY,
): Promise<string[]> {
  const targets = names.map((name) => {
    const repository = parseRepository(name, revision);
    if (!repository) {
      throw new Error(`Expected a repository such as warp-ai/wuerstchen-prior; received ${name}`);
    }
    return { repository, folder: join(to, repository.name.split('/')[1]!) };
  });
  const folders = targets.map(({ folder }) => folder);
  const twice = folders.find((folder, i) => folders.indexOf(folder) !== i);
  if (twice) throw new Error(`Two of the repositories would both go to ${twice}`);
  for (const { repository, folder } of targets) {
    await pullOne(repository, folder, options, wanted);
  }
  return folders;
}

/**
 * The folder of a checkpoint: a folder as it is, a repository's name downloaded into `cache` first.
 * @throws Error if it is neither
 */
export async function checkpointFolder(
  given: string,
  cache: string,
  options: () => PullOptions,
  wanted: Wanted = ANY,
): Promise<string> {
  if (statSync(given, { throwIfNoEntry: false })) return given;
  const repository = parseRepository(given);
  if (!repository) {
    throw new Error(
      `${given}: expected a folder, or a repository on the Hub such as warp-ai/wuerstchen-prior`,
    );
  }
  const folder = join(cache, ...repository.name.split('/'));
  await pullOne(repository, folder, options(), wanted);
  return folder;
}

/** Where `export` keeps what it downloads. */
export const defaultCache = () =>
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'wuerstchen-web');

async function pullOne(
  repository: Repository,
  folder: string,
  options: PullOptions,
  wanted: Wanted,
): Promise<void> {
  const { hub, onLine, signal } = options;
  makeFolder(folder);
  const fetchNow = async (downloads: readonly Download[]) => {
    for (const next of downloads) {
      await download(next, { hub, ...(signal && { signal }), onBytes: () => undefined });
    }
  };
  const planned = await plan(hub, repository, folder, wanted, fetchNow, signal);
  const from = planned.from.map(({ name, revision }) => `${name} at ${revision.slice(0, 12)}`);
  onLine(`${from.join(', around it ')}: ${planned.downloads.length} files to ${folder}`);
  await assertRoom(planned, folder, options);
  await downloadAll(planned, options);
}

async function assertRoom({ downloads }: Plan, folder: string, options: PullOptions) {
  let missing = 0;
  for (const next of downloads) missing += next.file.sizeBytes - (await bytesHere(next));
  const free = await (options.freeBytes ?? freeBytes)(folder);
  if (free < missing) {
    throw new Error(
      `${folder}: ${gigabytes(missing)} more to download, and the disk has ${gigabytes(free)} free.`,
    );
  }
}

async function downloadAll({ downloads }: Plan, options: PullOptions): Promise<void> {
  const { hub, onProgress, signal } = options;
  const meter = new Meter(downloads.reduce((sum, { file }) => sum + file.sizeBytes, 0));
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const waiting = [...downloads];
  const take = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { target } = next;
      const onBytes = (here: number, received: number) =>
        onProgress(meter.add(target, here, received));
      await download(next, { hub, signal: either, onBytes });
    }
  };
  const running = Array.from({ length: Math.max(1, options.parallel) }, take);
  try {
    await Promise.all(running);
  } catch (error) {
    // The others stop where they are; their parts stay, and the next run goes on from there.
    stop.abort();
    await Promise.allSettled(running);
    throw error;
  }
}
