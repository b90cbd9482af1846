import { afterEach, expect, it, vi } from 'vitest';
import type { CallContext } from '../../rpc/api.ts';
import { WorkerDouble } from '../../rpc/testing/worker-double.ts';
import type { FileEntry } from '../manifest.ts';
import { PackageError, type PackageErrorCode } from '../source.ts';
import type { StoreFault } from './api.ts';
import { toFault } from './faults.ts';
import { FileThreads, type FileNews, type FileService } from './file-threads.ts';

const file: FileEntry = { path: 'weights.bin', sizeBytes: 9, sha256: 'a'.repeat(64) };
const where = { address: { kind: 'folder', url: 'https://example.com/m/' } } as const;

/** What a thread tells while it has a file, and how that ends; null: only when it is stopped. */
interface Manners {
  news?: FileNews[];
  end: boolean | StoreFault | null;
}

let workers: WorkerDouble<StoreFault>[] = [];
afterEach(() => (workers = []));

function threads(manners: Manners): FileThreads {
  const job = ({ signal, onProgress }: CallContext<FileNews>) => {
    const { news = [], end } = manners;
    news.forEach((each) => onProgress(each));
    return new Promise<boolean>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      if (typeof end === 'boolean') resolve(end);
      else if (end) reject(new PackageError(end.code as PackageErrorCode, end.path, end.message));
    });
  };
  const service: FileService = {
    fetch: async (_, context) => void (await job(context)),
    verify: (_, context) => job(context),
  };
  return new FileThreads(() => {
    workers.push(new WorkerDouble(service, toFault));
    return workers.at(-1)!.asWorker();
  });
}

/** What a thread was asked for. */
const heard = (worker: WorkerDouble<StoreFault>) =>
  worker.received.map((message) =>
    message.kind === 'call'
      ? { kind: message.method, ...(message.input as object) }
      : { kind: 'stop' },
  );

function watch(signal = new AbortController().signal) {
  const seen: unknown[] = [];
  const onBytes = (here: number, moved: number) => seen.push([here, moved]);
  const onRetry = ({ waitMs }: { waitMs: number }) => seen.push(waitMs);
  return { seen, signal, onBytes, onRetry };
}

it('passes on what the thread tells, and uses it again', async () => {
  const pool = threads({
    news: [
      { kind: 'bytes', here: 5, moved: 5 },
      { kind: 'retry', message: 'cut', waitMs: 7 },
      { kind: 'bytes', here: 9, moved: 4 },
    ],
    end: true,
  });
  const first = watch();
  await pool.fetch(file, where, first);
  expect(first.seen).toEqual([[5, 5], 7, [9, 4]]);
  await pool.fetch(file, where, watch());
  expect(workers).toHaveLength(1);
  expect(heard(workers[0]!)).toEqual(Array(2).fill({ kind: 'fetch', file, where }));
});

it.each([true, false])('says whether a file is whole: %s', async (whole) => {
  expect(await threads({ end: whole }).verify(file, watch())).toBe(whole);
});

it('has a thread for each file at a time', async () => {
  const pool = threads({ end: true });
  await Promise.all([1, 2, 3].map(() => pool.fetch(file, where, watch())));
  expect(workers).toHaveLength(3);
});

it('gives errors back as what they were, and keeps the thread', async () => {
  const fault = { code: 'file-missing', path: file.path, message: 'weights.bin: 404' } as const;
  const pool = threads({ end: fault });
  const error: unknown = await pool.fetch(file, where, watch()).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(PackageError);
  expect(error).toMatchObject(fault);
  await pool.verify(file, watch()).catch(() => undefined);
  expect(workers).toHaveLength(1);
});

it('stops the thread, and says why with the signal', async () => {
  const stop = new AbortController();
  const running = threads({ end: null }).fetch(file, where, watch(stop.signal));
  stop.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(heard(workers[0]!).at(-1)).toEqual({ kind: 'stop' });
});

it('a thread that ends is told to whoever waits, and not used again', async () => {
  const manners: Manners = { end: null };
  const pool = threads(manners);
  const running = pool.verify(file, watch());
  workers[0]!.crash('out of memory');
  await expect(running).rejects.toThrow('A thread of the store ended: out of memory');
  expect(workers[0]!.isTerminated).toBe(true);
  manners.end = true;
  const next = pool.verify(file, watch());
  expect(workers).toHaveLength(2);
  expect(await next).toBe(true);
});

it('starts as many as will be needed, and they end when they are not', async () => {
  vi.useFakeTimers();
  const pool = threads({ end: true });
  pool.expect(2);
  pool.expect(2);
  expect(workers).toHaveLength(2);
  await pool.fetch(file, where, watch());
  expect(workers).toHaveLength(2);
  vi.advanceTimersByTime(20_000);
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, true]);
  pool.expect(1);
  expect(workers).toHaveLength(3);
  vi.useRealTimers();
});
