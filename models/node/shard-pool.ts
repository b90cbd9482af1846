import { Worker } from 'node:worker_threads';
import type { ExportPlan } from '../../src/exporter/plan.ts';
import type { PlanInput } from '../../src/exporter/plan-input.ts';
import type {
  OnBytes,
  PackageSink,
  ShardJob,
  ShardName,
  ShardPool,
  SourceFile,
} from '../../src/exporter/ports.ts';
import { convertShard } from '../../src/exporter/shard.ts';
import { cacheBytesOf } from '../../src/exporter/weights/tensor-reader.ts';
import type { FileEntry } from '../../src/package/manifest.ts';
import { createSha256 } from './sha256.ts';

/** What a worker is started with. */
export interface WorkerData {
  input: PlanInput;
  /** Where shards are written. */
  folder: string;
  /** For its tensors' reader. */
  cacheBytes: number;
}

export interface WorkerJob extends ShardName {
  sizeBytes: number;
  sources: readonly { file: SourceFile; path: string }[];
}

/** What a worker tells: bytes as they are written, then one of the others. */
export type WorkerAnswer =
  | { kind: 'bytes'; bytes: number; tensor: string }
  | { kind: 'done'; entry: FileEntry }
  | { kind: 'failed'; error: unknown };

/** In this thread: for what is done before a worker would have started. */
export const inlinePool = (plan: ExportPlan, sink: PackageSink): ShardPool => ({
  parallel: 1,
  run: async (job, _, onBytes, signal) =>
    convertShard(plan, job, await sink.create(job), { createSha256, onBytes, signal }),
  close: () => Promise.resolve(),
});

/** In worker threads, each with a plan of its own from the same input; a lane is a thread. */
export function threadPool(data: Omit<WorkerData, 'cacheBytes'>, threads: number): ShardPool {
  const cacheBytes = cacheBytesOf(threads);
  const workers = Array.from({ length: threads }, () => startWorker({ ...data, cacheBytes }));
  return {
    parallel: threads,
    run: (job, lane, onBytes, signal) => ask(workers[lane]!, job, onBytes, signal),
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** TypeScript in a worker needs the loader that this thread has, too. */
function startWorker(workerData: WorkerData): Worker {
  const loader = import.meta.resolve('tsx/esm/api');
  const code = `import(${JSON.stringify(loader)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(new URL('shard-worker.ts', import.meta.url).href)});
  });`;
  return new Worker(code, { eval: true, workerData });
}

function ask(
  worker: Worker,
  { weights, index, sizeBytes, sources }: ShardJob,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<FileEntry> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      signal.removeEventListener('abort', onAbort);
      finish();
    };
    const onMessage = (answer: WorkerAnswer) => {
      switch (answer.kind) {
        case 'bytes':
          return onBytes(answer.bytes, answer.tensor);
        case 'done':
          return settle(() => resolve(answer.entry));
        case 'failed':
          return settle(() => reject(asError(answer.error)));
      }
    };
    const onError = (error: unknown) => settle(() => reject(asError(error)));
    const onExit = (code: number) =>
      settle(() =>
        reject(new Error(`A worker ended with code ${code} while it wrote ${weights}.${index}`)),
      );
    const onAbort = () => settle(() => reject(asError(signal.reason)));
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    signal.addEventListener('abort', onAbort, { once: true });
    const paths = sources.map(({ file, source }) => ({ file, path: source.handle as string }));
    worker.postMessage({ weights, index, sizeBytes, sources: paths } satisfies WorkerJob);
  });
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
