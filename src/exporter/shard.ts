import type { FileEntry } from '../package/manifest.ts';
import { Digest } from './digest.ts';
import type { PlannedMatrix, PlannedShard } from './graph/weight-plan.ts';
import type { ExportPlan } from './plan.ts';
import { weightPlans, type PlannedNetwork } from './plan-networks.ts';
import type { CreateSha256, OnBytes, ShardJob, ShardName, ShardSink } from './ports.ts';
import { encode } from './weights/encoding.ts';
import type { TensorReader } from './weights/tensor-reader.ts';

/** Values that are converted and written at a time: 32 MiB of float32. */
const PIECE_ENTRIES = 2 ** 23;

/**
 * A transposed matrix takes all of its source for every piece of it. Where the source is too large to be
 * kept, one piece is all that is made: 128 MiB of float32. The published model has none that is larger.
 */
const WHOLE_ENTRIES = 2 ** 25;

interface WriteOptions {
  createSha256: CreateSha256;
  onBytes: OnBytes;
  signal: AbortSignal;
  /** What the matrices are made with: told of each that has been written. */
  reader?: Pick<TensorReader, 'done' | 'isCached'>;
}

/** Converts a job's shard with its files attached to the plan's reader, and commits it. */
export async function convertShard(
  plan: ExportPlan,
  job: ShardJob,
  sink: ShardSink,
  options: Omit<WriteOptions, 'reader'>,
): Promise<FileEntry> {
  const { reader } = plan;
  for (const { file, source } of job.sources) reader.attach(file, source);
  reader.signal = options.signal;
  try {
    return await writeShard(findShard(plan.networks, job), sink, { ...options, reader });
  } finally {
    reader.signal = undefined;
    for (const { file } of job.sources) reader.detach(file);
  }
}

/** @throws Error if there is no such shard */
function findShard(
  networks: readonly PlannedNetwork[],
  { weights: name, index }: ShardName,
): PlannedShard {
  const weights = weightPlans(networks).find((plan) => plan.name === name);
  const shard = weights?.shards()[index];
  if (!shard) throw new Error(`There is no shard ${index} of ${name}`);
  return shard;
}

/**
 * Writes a shard from its first byte to its last, a few rows at a time, and commits it.
 * @throws Error naming a value that cannot be stored; nothing is left of the shard then
 */
export async function writeShard(
  shard: PlannedShard,
  sink: ShardSink,
  { createSha256, onBytes, signal, reader }: WriteOptions,
): Promise<FileEntry> {
  try {
    const digest = await Digest.create(createSha256);
    let position = 0;
    const write = async (bytes: Uint8Array<ArrayBuffer>) => {
      if (bytes.length === 0) return;
      digest.update(bytes);
      await sink.write(bytes);
      position += bytes.length;
    };
    for (const matrix of shard.matrices) {
      const [first, ...others] = matrix.parts.values();
      // The rows' further parts, scales of quantised weights, lie behind all rows of the first.
      const waiting: Uint8Array<ArrayBuffer>[][] = others.map(() => []);
      await write(new Uint8Array(first!.offset - position));
      for (const [from, to] of pieces(matrix, reader)) {
        signal.throwIfAborted();
        const values = await matrix.matrix.read(from, to);
        const [bytes, ...rest] = await encode(
          matrix.name,
          matrix.matrix,
          matrix.encoding,
          values,
          from,
        );
        await write(bytes!);
        rest.forEach((part, i) => waiting[i]!.push(part));
        onBytes(bytes!.length, matrix.name);
      }
      for (const [i, part] of others.entries()) {
        await write(new Uint8Array(part.offset - position));
        for (const bytes of waiting[i]!) await write(bytes);
        onBytes(part.sizeBytes, matrix.name);
      }
      reader?.done(matrix.matrix.sources ?? []);
      const end = [...matrix.parts.values()].at(-1)!;
      if (position !== end.offset + end.sizeBytes) {
        throw new Error(
          `${matrix.name}: expected to end at byte ${end.offset + end.sizeBytes}, ended at ${position}`,
        );
      }
    }
    return await sink.commit(digest.end());
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

/** Ranges of rows, about equally many each. */
function* pieces(
  { matrix }: PlannedMatrix,
  reader: Pick<TensorReader, 'isCached'> | undefined,
): Generator<[number, number]> {
  const { rows, columns, sources = [] } = matrix;
  const isKept = sources.length > 0 && sources.every((tensor) => reader?.isCached(tensor) ?? false);
  const mayBeWhole = rows * columns <= (isKept ? PIECE_ENTRIES : WHOLE_ENTRIES);
  const count = mayBeWhole ? 1 : Math.ceil((rows * columns) / PIECE_ENTRIES);
  const step = Math.ceil(rows / count);
  for (let from = 0; from < rows; from += step) yield [from, Math.min(rows, from + step)];
}
