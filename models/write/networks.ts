import { renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FileEntry, Manifest, NetworkName } from '../../src/package/manifest.ts';
import { plannedBytes, weightPlans, type PlannedNetwork } from '../plan-networks.ts';
import type { WeightPlan } from '../onnx/weight-plan.ts';
import { Meter, type PullProgress } from '../hub/progress.ts';
import { contentName, hashFile, writeFile } from './content.ts';
import type { ContentHashes } from './digest.ts';
import type { FinishedShard, Journal } from './journal.ts';
import { inlineWriter, type Planned, type ShardJob, type ShardWriter } from './writer.ts';

export interface WriteProgress extends PullProgress {
  /** What is being written. */
  tensor: string;
}

interface WriteOptions {
  plan: Planned;
  folder: string;
  writer: ShardWriter;
  journal: Pick<Journal, 'append'>;
  /** Shards of an earlier run that are whole. */
  finished: readonly WrittenShard[];
  onProgress: (progress: WriteProgress) => void;
}

/** A shard as the manifest names it. */
type WrittenShard = FinishedShard & ContentHashes;

const keyOf = (weights: string, index: number) => `${weights}.${index}`;

/** Writes every shard that is not there yet, then the graphs, which name them. */
export async function writeNetworks(options: WriteOptions): Promise<Manifest['networks']> {
  const { plan, folder } = options;
  const shards = await writeShards(options);
  const networks: Partial<Manifest['networks']> = {};
  // Two pipelines with one text encoder have one network under two names.
  const written = new Map<PlannedNetwork['graphs'], Manifest['networks'][NetworkName]>();
  for (const network of plan.networks) {
    const entry = written.get(network.graphs) ?? (await writeGraphs(folder, network, shards));
    written.set(network.graphs, entry);
    networks[network.name] = entry;
  }
  return networks as Manifest['networks'];
}

/** Writes a few networks by themselves, in this thread. */
export function writeInline(
  folder: string,
  networks: readonly PlannedNetwork[],
): Promise<Partial<Manifest['networks']>> {
  const plan = { networks };
  return writeNetworks({
    plan,
    folder,
    writer: inlineWriter(plan),
    journal: { append: () => undefined },
    finished: [],
    onProgress: () => undefined,
  });
}

async function writeShards(options: WriteOptions): Promise<Map<string, WrittenShard>> {
  const { plan, finished, writer, onProgress } = options;
  const meter = new Meter(plannedBytes(plan.networks));
  const done = new Map<string, WrittenShard>();
  for (const shard of finished) {
    const key = keyOf(shard.weights, shard.index);
    done.set(key, shard);
    meter.add(key, shard.sizeBytes, 0);
  }
  const waiting = weightPlans(plan.networks).flatMap((weights) =>
    weights
      .shards()
      .filter(({ index }) => !done.has(keyOf(weights.name, index)))
      .map(({ index, sizeBytes }) => ({ weights: weights.name, index, sizeBytes })),
  );
  let failed = false;
  const take = async () => {
    for (let job = waiting.shift(); job && !failed; job = waiting.shift()) {
      const key = keyOf(job.weights, job.index);
      let written = 0;
      try {
        const shard = await writeOne(options, job, (bytes, tensor) => {
          written += bytes;
          onProgress({ ...meter.add(key, written, bytes), tensor });
        });
        done.set(key, shard);
        onProgress({ ...meter.add(key, shard.sizeBytes, 0), tensor: shard.path });
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  // All of them come to an end before the first one's error is told: nothing is written after that.
  const ends = await Promise.allSettled(Array.from({ length: writer.parallel }, take));
  const rejected = ends.find((end) => end.status === 'rejected');
  if (rejected) throw rejected.reason;
  return done;
}

async function writeOne(
  { folder, writer, journal }: WriteOptions,
  { weights, index, sizeBytes }: Omit<ShardJob, 'path'> & { sizeBytes: number },
  onBytes: (bytes: number, tensor: string) => void,
): Promise<WrittenShard> {
  const temporary = join(folder, `${keyOf(weights, index)}.unfinished`);
  try {
    const hashes = await writer.write({ weights, index, path: temporary }, onBytes);
    const path = contentName(weights, hashes.sha256, 'bin');
    renameSync(temporary, join(folder, path));
    journal.append({ weights, index, path, sizeBytes, sha256: hashes.sha256 });
    return { weights, index, path, sizeBytes, ...hashes };
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

async function writeGraphs(
  folder: string,
  { name, parameters, multiplyAdds, graphs, weights }: PlannedNetwork,
  shards: ReadonlyMap<string, WrittenShard>,
): Promise<Manifest['networks'][NetworkName]> {
  const filesOf = (plan: WeightPlan) =>
    plan
      .shards()
      .map(({ index }) => shards.get(keyOf(plan.name, index))!)
      .map(({ path, sizeBytes, sha256, pieces }): FileEntry => ({
        path,
        sizeBytes,
        sha256,
        ...(pieces && { pieces }),
      }));
  const entries = [];
  for (const { attention, arithmetic, graph } of graphs) {
    const bytes = await graph.encode((plan) => filesOf(plan).map(({ path }) => path));
    const file = writeFile(folder, `${name}.${attention}.${arithmetic}`, 'onnx', bytes);
    entries.push({ ...file, arithmetic, attention });
  }
  return { parameters, multiplyAdds, graphs: entries, data: weights.flatMap(filesOf) };
}

/** Those shards of a journal that are still there, whole. */
export async function intactShards(
  folder: string,
  shards: readonly FinishedShard[],
): Promise<WrittenShard[]> {
  const intact: WrittenShard[] = [];
  for (const shard of shards) {
    const path = join(folder, shard.path);
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size !== shard.sizeBytes) continue;
    const found = await hashFile(path);
    if (found.sha256 === shard.sha256) intact.push({ ...shard, ...found });
  }
  return intact;
}
