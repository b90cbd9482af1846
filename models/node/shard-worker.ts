import { parentPort, workerData } from 'node:worker_threads';
import { ExportPlan } from '../../src/exporter/plan.ts';
import type { ByteSource } from '../../src/exporter/ports.ts';
import { convertShard } from '../../src/exporter/shard.ts';
import { TensorReader } from '../../src/exporter/weights/tensor-reader.ts';
import { openFile } from './file-source.ts';
import { createSha256 } from './sha256.ts';
import { createShardFile } from './shard-file.ts';
import type { WorkerAnswer, WorkerData, WorkerJob } from './shard-pool.ts';

/** Converts one shard after another, as the main thread asks for them. */

const port = parentPort!;
const answer = (message: WorkerAnswer) => port.postMessage(message);
const { input, folder, cacheBytes } = workerData as WorkerData;
const plan = new ExportPlan(input, new TensorReader(null, cacheBytes));
/** Open files by their paths. */
const opened = new Map<string, ByteSource>();

function open(path: string): ByteSource {
  const source = opened.get(path) ?? openFile(path);
  opened.set(path, source);
  return source;
}

async function work({ weights, index, sizeBytes, sources }: WorkerJob): Promise<void> {
  try {
    const job = {
      ...{ weights, index, sizeBytes },
      sources: sources.map(({ file, path }) => ({ file, source: open(path) })),
    };
    const entry = await convertShard(plan, job, await createShardFile(folder, job), {
      createSha256,
      onBytes: (bytes, tensor) => answer({ kind: 'bytes', bytes, tensor }),
      // The main thread ends workers whose work is not wanted any more.
      signal: new AbortController().signal,
    });
    answer({ kind: 'done', entry });
  } catch (error) {
    answer({ kind: 'failed', error });
  }
}

port.on('message', (job: WorkerJob) => void work(job));
