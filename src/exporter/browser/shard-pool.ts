import type { FileEntry } from '../../package/manifest.ts';
import type { CallContext } from '../../rpc/api.ts';
import { Client } from '../../rpc/client.ts';
import { createWasmSha256 } from '../digest.ts';
import type { ExportPlan } from '../plan.ts';
import type { PlanInput } from '../plan-input.ts';
import { ConversionError, type ConversionFault } from './api.ts';
import type { PackageSink, ShardName, ShardPool, SourceFile } from '../ports.ts';
import { convertShard } from '../shard.ts';
import { cacheBytesOf } from '../weights/tensor-reader.ts';

/** What a shard worker is asked for: its plan first, then one shard after the other. */
export type ShardService = {
  open: (input: ShardWorkerInput, context: CallContext<never>) => Promise<void>;
  convert: (
    job: WorkerJob,
    context: CallContext<{ bytes: number; tensor: string }>,
  ) => Promise<FileEntry>;
};

export interface ShardWorkerInput {
  input: PlanInput;
  /** Names the conversion's folder. */
  conversion: string;
  /** For its tensors' reader. */
  cacheBytes: number;
}

interface WorkerJob extends ShardName {
  sources: readonly { file: SourceFile; blob: Blob; version: string }[];
}

/** In this thread, from sources that only it can read. */
export const inlinePool = (plan: ExportPlan, sink: PackageSink): ShardPool => ({
  parallel: 1,
  run: async (job, _, onBytes, signal) =>
    convertShard(plan, job, await sink.create(job), {
      createSha256: createWasmSha256,
      onBytes,
      signal,
    }),
  close: () => Promise.resolve(),
});

/** In workers, each with a plan of its own from the same input; a lane is a worker. */
export function workerPool(
  given: Omit<ShardWorkerInput, 'cacheBytes'>,
  parallel: number,
): ShardPool {
  const cacheBytes = cacheBytesOf(parallel);
  const lanes = Array.from({ length: parallel }, () => {
    const client = new Client<ShardService, ConversionFault>({
      spawn: () => new Worker(new URL('./shard-worker.ts', import.meta.url), { type: 'module' }),
      toError: (fault) => new ConversionError(fault),
      crashed: (message) => new Error(`A worker ended while it converted a shard: ${message}`),
    });
    return { client, opened: client.call('open', { ...given, cacheBytes }) };
  });
  // Whoever needs it hears of it.
  for (const { opened } of lanes) opened.catch(() => undefined);
  return {
    parallel,
    async run({ weights, index, sources }, lane, onBytes, signal) {
      const { client, opened } = lanes[lane]!;
      await opened;
      const blobs = sources.map(({ file, source }) => ({
        file,
        blob: source.handle as Blob,
        version: source.version,
      }));
      return client.call(
        'convert',
        { weights, index, sources: blobs },
        { signal, onProgress: ({ bytes, tensor }) => onBytes(bytes, tensor) },
      );
    },
    close() {
      for (const { client } of lanes) client.close();
      return Promise.resolve();
    },
  };
}
