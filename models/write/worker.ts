import { parentPort, workerData } from 'node:worker_threads';
import { ExportPlan, type Sources } from '../export-plan.ts';
import { runJob, type ShardAnswer, type ShardJob } from './writer.ts';

/** Writes one shard after another, as the main thread asks for them. */

const port = parentPort!;
const answer = (message: ShardAnswer) => port.postMessage(message);
const plan = new ExportPlan(workerData as Sources);

async function work(job: ShardJob): Promise<void> {
  try {
    const onBytes = (bytes: number, tensor: string) => answer({ kind: 'bytes', bytes, tensor });
    answer({ kind: 'done', hashes: await runJob(plan, job, onBytes) });
  } catch (error) {
    answer({ kind: 'failed', error });
  }
}

port.on('message', (job: ShardJob) => void work(job));
