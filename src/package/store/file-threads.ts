import type { CallContext } from '../../rpc/api.ts';
import { Client } from '../../rpc/client.ts';
import type { FileEntry } from '../manifest.ts';
import type { StoreFault, Where } from './api.ts';
import { fromFault } from './faults.ts';
import type { FetchWatch, FileJobs, Watch } from './file-jobs.ts';

export type FileNews =
  | { kind: 'bytes'; here: number; moved: number }
  | { kind: 'retry'; message: string; waitMs: number };

/** What a file's thread is asked for, as in `FileJobs`; one thing at a time. */
export type FileService = {
  fetch: (
    input: { file: FileEntry; where: Where },
    context: CallContext<FileNews>,
  ) => Promise<void>;
  verify: (input: { file: FileEntry }, context: CallContext<FileNews>) => Promise<boolean>;
};

type Thread = Client<FileService, StoreFault>;

/** A thread that nobody needs any more ends. */
const IDLE_MS = 20_000;

/** Each file in a thread of its own: reading, hashing and writing of several go on at the same time. */
export class FileThreads implements FileJobs {
  private readonly spawn: () => Worker;
  /** Those that have no file at the moment; they are started again when they are needed. */
  private readonly free: Thread[] = [];

  /** @param spawn starts `file-worker.ts` as a module worker */
  constructor(spawn: () => Worker) {
    this.spawn = spawn;
  }

  expect(jobs: number): void {
    while (this.free.length < jobs) this.free.push(this.newThread());
    const running = this.free.filter((thread) => thread.isRunning);
    const ended = this.free.filter((thread) => !thread.isRunning);
    for (const thread of ended.slice(0, Math.max(0, jobs - running.length))) thread.start();
  }

  readonly fetch: FileJobs['fetch'] = (file, where, watch) =>
    this.inThread(watch, (thread, options) => thread.call('fetch', { file, where }, options));

  readonly verify: FileJobs['verify'] = (file, watch) =>
    this.inThread(watch, (thread, options) => thread.call('verify', { file }, options));

  private async inThread<T>(
    { signal, onBytes, onRetry }: Watch & Partial<FetchWatch>,
    task: (
      thread: Thread,
      options: { signal: AbortSignal; onProgress: (news: FileNews) => void },
    ) => Promise<T>,
  ): Promise<T> {
    const thread = this.take();
    const onProgress = (news: FileNews) =>
      news.kind === 'bytes' ? onBytes(news.here, news.moved) : onRetry?.(news);
    try {
      return await task(thread, { signal, onProgress });
    } finally {
      this.free.push(thread);
    }
  }

  /** The one that was used last: the others may end. */
  private take(): Thread {
    const at = this.free.findLastIndex((thread) => thread.isRunning);
    const [thread] = at < 0 ? this.free.splice(-1) : this.free.splice(at, 1);
    return thread ?? this.newThread();
  }

  private newThread(): Thread {
    return new Client({
      spawn: this.spawn,
      toError: fromFault,
      crashed: (message) => new Error(`A thread of the store ended: ${message}`),
      idleMs: IDLE_MS,
    });
  }
}
