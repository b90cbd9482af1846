import type { AnyNetworkName, FileEntry, NetworkEntry } from '../package/manifest.ts';
import type { WeightPlan } from './graph/weight-plan.ts';
import type { ExportPlan } from './plan.ts';
import { plannedBytes, type PlannedNetwork } from './plan-networks.ts';
import type { FinishedShard, PackageSink, ShardName, ShardPool, SourceLifecycle } from './ports.ts';
import { schedule, type Chain } from './schedule.ts';
import { SourceQueue } from './source-queue.ts';

export interface WriteProgress {
  doneBytes: number;
  totalBytes: number;
  /** Of `doneBytes`, those that have been written since the last call. */
  newBytes: number;
  /** What is being written. */
  tensor: string;
}

interface WriteOptions {
  plan: ExportPlan;
  sink: PackageSink;
  pool: ShardPool;
  lifecycle: SourceLifecycle;
  /** Shards of an earlier run that are whole. */
  finished: readonly FinishedShard[];
  onProgress: (progress: WriteProgress) => void;
  signal: AbortSignal;
}

const keyOf = ({ weights, index }: ShardName) => `${weights}.${index}`;

/** Every shard of the package by its weights' name and its index. */
type Shards = ReadonlyMap<string, FinishedShard>;

/** Writes every shard that is not there yet, grouped by the files that they are made from. */
export async function writeShards(options: WriteOptions): Promise<Shards> {
  const { plan, finished, lifecycle, pool, onProgress, signal } = options;
  const done = new Map(finished.map((shard) => [keyOf(shard), shard]));
  const chains = schedule(plan, (shard) => done.has(keyOf(shard)));
  const totalBytes = plannedBytes(plan.networks);
  let doneBytes = finished.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const tell = (newBytes: number, tensor: string) => {
    doneBytes += newBytes;
    onProgress({ doneBytes, totalBytes, newBytes, tensor });
  };
  const files = chains.flat().map((shard) => shard.files);
  const queue = new SourceQueue(lifecycle, files, pool.parallel, signal);
  const waiting = [...chains];
  let failure: { error: unknown } | null = null;
  const work = async (lane: number): Promise<void> => {
    try {
      for (let chain = waiting.shift(); chain && !failure; chain = waiting.shift()) {
        await convert(chain, lane);
      }
    } catch (error) {
      failure ??= { error };
      queue.fail(error);
    } finally {
      queue.leave();
    }
  };
  const convert = async (chain: Chain, lane: number): Promise<void> => {
    for (const shard of chain) {
      if (failure) return;
      signal.throwIfAborted();
      const sources = await queue.take(shard.files);
      const { weights, index, sizeBytes } = shard;
      let written = 0;
      const entry = await pool.run(
        { weights, index, sizeBytes, sources },
        lane,
        (bytes, tensor) => {
          written += bytes;
          tell(bytes, tensor);
        },
        signal,
      );
      const finished = { weights, index, ...entry };
      await options.sink.finished(finished);
      done.set(keyOf(shard), finished);
      // Gaps between tensors, which nobody has told of.
      tell(sizeBytes - written, entry.path);
      await queue.done(shard.files);
    }
  };
  // All of them come to an end before the error is told: nothing is written after that.
  await Promise.all(Array.from({ length: pool.parallel }, (_, lane) => work(lane)));
  await queue.close();
  const failed = failure as { error: unknown } | null;
  if (failed) throw failed.error;
  return done;
}

/** What a manifest says of networks that have been written. */
export type NetworkEntries = Partial<Record<AnyNetworkName, NetworkEntry>>;

/** Writes the graphs, which name their shards. */
export async function writeGraphs(
  networks: readonly PlannedNetwork[],
  sink: Pick<PackageSink, 'file'>,
  shards: Shards,
): Promise<NetworkEntries> {
  const entries: NetworkEntries = {};
  // Two pipelines with one text encoder have one network under two names.
  const written = new Map<PlannedNetwork['graphs'], NetworkEntry>();
  for (const network of networks) {
    const entry = written.get(network.graphs) ?? (await writeNetwork(network, sink, shards));
    written.set(network.graphs, entry);
    entries[network.name] = entry;
  }
  return entries;
}

async function writeNetwork(
  { name, parameters, multiplyAdds, graphs, weights }: PlannedNetwork,
  sink: Pick<PackageSink, 'file'>,
  shards: Shards,
): Promise<NetworkEntry> {
  const filesOf = (plan: WeightPlan) =>
    plan
      .shards()
      .map(({ index }) => shards.get(keyOf({ weights: plan.name, index }))!)
      .map(({ path, sizeBytes, sha256, pieces }): FileEntry => ({
        path,
        sizeBytes,
        sha256,
        ...(pieces && { pieces }),
      }));
  const entries = [];
  for (const { attention, arithmetic, graph } of graphs) {
    const bytes = await graph.encode((plan) => filesOf(plan).map(({ path }) => path));
    const file = await sink.file(`${name}.${attention}.${arithmetic}`, 'onnx', bytes);
    entries.push({ ...file, arithmetic, attention });
  }
  return { parameters, multiplyAdds, graphs: entries, data: weights.flatMap(filesOf) };
}

/** Reads the weights that stand in the graphs themselves, before anything large is fetched. */
export async function readSmallWeights({ networks, reader }: ExportPlan): Promise<void> {
  for (const { graph } of networks.flatMap(({ graphs }) => graphs)) await graph.readSmall();
  reader.clear();
}
