import { fromFault } from './faults.ts';
import type { FetchWatch, FileJobs, Watch } from './file-jobs.ts';
import type { FromFileThread, ToFileThread } from './file-messages.ts';

/** A thread that nobody needs any more ends. */
const IDLE_MS = 20_000;

type Job = Exclude<ToFileThread, { kind: 'stop' }>;
type Answer = Extract<FromFileThread, { kind: 'fetched' | 'verified' }>;

/** Each file in a thread of its own: reading, hashing and writing of several go on at the same time. */
export class FileThreads implements FileJobs {
  private readonly spawn: () => Worker;
  private readonly idle: { worker: Worker; timer: ReturnType<typeof setTimeout> }[] = [];

  /** @param spawn starts `file-worker.ts` as a module worker */
  constructor(spawn: () => Worker) {
    this.spawn = spawn;
  }

  expect(jobs: number): void {
    while (this.idle.length < jobs) this.keep(this.spawn());
  }

  readonly fetch: FileJobs['fetch'] = async (file, where, watch) => {
    await this.run({ kind: 'fetch', file, where }, watch);
  };

  readonly verify: FileJobs['verify'] = async (file, watch) => {
    const answer = await this.run({ kind: 'verify', file }, watch);
    return answer.kind === 'verified' && answer.whole;
  };

  private async run(job: Job, watch: Watch & Partial<FetchWatch>): Promise<Answer> {
    const { signal, onBytes, onRetry } = watch;
    signal.throwIfAborted();
    const kept = this.idle.pop();
    if (kept) clearTimeout(kept.timer);
    const worker = kept?.worker ?? this.spawn();
    const post = (message: ToFileThread) => worker.postMessage(message);
    const stop = () => post({ kind: 'stop' });
    signal.addEventListener('abort', stop, { once: true });
    let isWell = true;
    try {
      return await new Promise<Answer>((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<FromFileThread>) => {
          if (data.kind === 'bytes') onBytes(data.here, data.moved);
          else if (data.kind === 'retry') onRetry?.(data);
          else if (data.kind === 'failed') reject(fromFault(data.fault));
          else resolve(data);
        };
        worker.onerror = (event) => {
          event.preventDefault?.();
          isWell = false;
          reject(new Error(`A thread of the store ended: ${event.message ?? ''}`));
        };
        post(job);
      });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      if (isWell) this.keep(worker);
      else worker.terminate();
    }
  }

  private keep(worker: Worker): void {
    const timer = setTimeout(() => {
      const at = this.idle.findIndex((each) => each.worker === worker);
      if (at >= 0) this.idle.splice(at, 1);
      worker.terminate();
    }, IDLE_MS);
    this.idle.push({ worker, timer });
  }
}
