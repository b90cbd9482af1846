import type { PlannedShard } from './graph/weight-plan.ts';
import type { ExportPlan } from './plan.ts';
import { sourceTables } from './plan-input.ts';
import { weightPlans } from './plan-networks.ts';
import type { ShardName, SourceFile } from './ports.ts';
import { tensorBytes } from './formats/safetensors.ts';
import { sourceKey, type StoredTensor } from './weights/stored-tensor.ts';

/** In which order shards are converted, so that each weight file is needed for one stretch of time. */

interface ScheduledShard extends ShardName {
  sizeBytes: number;
  /** What it is made from, in the checkpoint's order. */
  files: readonly SourceFile[];
}

/** Shards of one lane, one behind the other: they have a large tensor in common. */
export type Chain = readonly ScheduledShard[];

/** Smaller tensors are read twice rather than waited for. */
const SHARED_BYTES = 2 ** 20;

/**
 * The shards that have yet to be converted, grouped by source file, in the files' order.
 * @param isDone whether a shard is there already
 */
export function schedule(plan: ExportPlan, isDone: (shard: ShardName) => boolean): Chain[] {
  const rank = new Map(allFiles(plan).map((file, i) => [sourceKey(file), i]));
  const shards = weightPlans(plan.networks).flatMap((weights) =>
    weights.shards().flatMap((shard) => {
      const { index, sizeBytes } = shard;
      if (isDone({ weights: weights.name, index })) return [];
      const tensors = tensorsOf(shard);
      const files = [...new Map(tensors.map(({ file }) => [sourceKey(file), file])).values()];
      files.sort((a, b) => rank.get(sourceKey(a))! - rank.get(sourceKey(b))!);
      return [{ weights: weights.name, index, sizeBytes, files, tensors: new Set(tensors) }];
    }),
  );
  const at = (file: SourceFile | undefined) => (file ? rank.get(sourceKey(file))! : 0);
  // Sorting is stable: within a file the order is the plan's.
  shards.sort((a, b) => at(a.files[0]) - at(b.files[0]) || at(a.files.at(-1)) - at(b.files.at(-1)));
  const chains: (typeof shards)[] = [];
  for (const shard of shards) {
    const before = chains.at(-1)?.at(-1);
    if (before && before.weights === shard.weights && haveLargeInCommon(before, shard)) {
      chains.at(-1)!.push(shard);
    } else chains.push([shard]);
  }
  return chains.map((chain) =>
    chain.map(({ weights, index, sizeBytes, files }) => ({ weights, index, sizeBytes, files })),
  );
}

/** The tensors that a shard is made from, each once. */
const tensorsOf = ({ matrices }: PlannedShard): StoredTensor[] => [
  ...new Set(matrices.flatMap(({ matrix }) => matrix.sources ?? [])),
];

function haveLargeInCommon(
  a: { tensors: ReadonlySet<StoredTensor> },
  b: { tensors: ReadonlySet<StoredTensor> },
): boolean {
  return [...a.tensors].some(
    (tensor) => tensorBytes(tensor) >= SHARED_BYTES && b.tensors.has(tensor),
  );
}

/** Every weight file, in the order in which networks are exported. */
export function allFiles({ input }: ExportPlan): SourceFile[] {
  return sourceTables(input).flatMap(({ repository, table }) =>
    table.files.map(({ path }) => ({ repository, path })),
  );
}
