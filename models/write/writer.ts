import { Worker } from 'node:worker_threads';
import type { Sources } from '../export-plan.ts';
import { weightPlans, type PlannedNetwork } from '../plan-networks.ts';
import type { ContentHashes } from './digest.ts';
import { writeShard, type OnBytes } from './shard.ts';

export interface Planned {
  readonly networks: readonly PlannedNetwork[];
}

/** One shard of some network's weights, to be written to a new file. */
export interface ShardJob {
  /** Name of their plan. */
  weights: string;
  index: number;
  path: string;
}

/** What a worker tells: bytes as they are written, then one of the others. */
export type ShardAnswer =
  | { kind: 'bytes'; bytes: number; tensor: string }
  | { kind: 'done'; hashes: ContentHashes }
  | { kind: 'failed'; error: unknown };

/** Writes shards, several at a time. */
export interface ShardWriter {
  readonly parallel: number;
  write(job: ShardJob, onBytes: OnBytes): Promise<ContentHashes>;
  close(): Promise<void>;
}

/** @throws Error if the plan has no such shard */
export function runJob(plan: Planned, job: ShardJob, onBytes: OnBytes): Promise<ContentHashes> {
  const weights = weightPlans(plan.networks).find(({ name }) => name === job.weights);
  const shard = weights?.shards()[job.index];
  if (!shard) throw new Error(`There is no shard ${job.index} of ${job.weights}`);
  return writeShard(job.path, shard, onBytes);
}

/** In this thread: for what is done before a worker would have started. */
export const inlineWriter = (plan: Planned): ShardWriter => ({
  parallel: 1,
  write: (job, onBytes) => runJob(plan, job, onBytes),
  close: () => Promise.resolve(),
});

/** In worker threads, each with a plan of its own from the same sources. */
export function threadedWriter(sources: Sources, threads: number): ShardWriter {
  const workers = Array.from({ length: threads }, () => startWorker(sources));
  const idle = [...workers];
  return {
    parallel: threads,
    async write(job, onBytes) {
      const worker = idle.pop();
      if (!worker) throw new Error(`All ${threads} workers are writing`);
      try {
        return await ask(worker, job, onBytes);
      } finally {
        idle.push(worker);
      }
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** TypeScript in a worker needs the loader that this thread has, too. */
function startWorker(sources: Sources): Worker {
  const loader = import.meta.resolve('tsx/esm/api');
  const code = `import(${JSON.stringify(loader)}).then(({ register }) => {
    register();
    return import(${JSON.stringify(new URL('worker.ts', import.meta.url).href)});
  });`;
  return new Worker(code, { eval: true, workerData: sources });
}

function ask(worker: Worker, job: ShardJob, onBytes: OnBytes): Promise<ContentHashes> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      finish();
    };
    const onMessage = (answer: ShardAnswer) => {
      switch (answer.kind) {
        case 'bytes':
          return onBytes(answer.bytes, answer.tensor);
        case 'done':
          return settle(() => resolve(answer.hashes));
        case 'failed':
          return settle(() => reject(asError(answer.error)));
      }
    };
    const onError = (error: unknown) => settle(() => reject(asError(error)));
    const onExit = (code: number) =>
      settle(() =>
        reject(new Error(`A worker ended with code ${code} while it wrote ${job.path}`)),
      );
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(job);
  });
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
