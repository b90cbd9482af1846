import { afterEach, expect, it } from 'vitest';
import type { FileEntry } from '../manifest.ts';
import { PackageError } from '../source.ts';
import type { FromFileThread, ToFileThread } from './file-messages.ts';
import { FileThreads } from './file-threads.ts';

const file: FileEntry = { path: 'weights.bin', sizeBytes: 9, sha256: 'a'.repeat(64) };
const where = { address: { kind: 'folder', url: 'https://example.com/m/' } } as const;

/** A worker's manners without a thread: answers come later. */
class FakeWorker {
  onmessage: ((event: { data: FromFileThread }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  readonly heard: ToFileThread[] = [];
  isTerminated = false;
  readonly answers: FromFileThread[];
  constructor(answers: FromFileThread[]) {
    this.answers = answers;
  }
  terminate() {
    this.isTerminated = true;
  }
  postMessage(message: ToFileThread) {
    this.heard.push(structuredClone(message));
    const said = message.kind === 'stop' ? STOPPED : this.answers;
    setTimeout(() => said.forEach((data) => this.onmessage?.({ data })));
  }
}

const STOPPED: FromFileThread[] = [
  { kind: 'failed', fault: { code: 'internal', path: '', message: 'AbortError' } },
];

let workers: FakeWorker[] = [];
afterEach(() => (workers = []));

function threads(...answers: FromFileThread[]): FileThreads {
  return new FileThreads(() => {
    workers.push(new FakeWorker(answers));
    return workers.at(-1) as unknown as Worker;
  });
}

function watch(signal = new AbortController().signal) {
  const seen: unknown[] = [];
  const onBytes = (here: number, moved: number) => seen.push([here, moved]);
  const onRetry = ({ waitMs }: { waitMs: number }) => seen.push(waitMs);
  return { seen, signal, onBytes, onRetry };
}

it('passes on what the thread tells, and uses it again', async () => {
  const pool = threads(
    { kind: 'bytes', here: 5, moved: 5 },
    { kind: 'retry', message: 'cut', waitMs: 7 },
    { kind: 'bytes', here: 9, moved: 4 },
    { kind: 'fetched' },
  );
  const first = watch();
  await pool.fetch(file, where, first);
  expect(first.seen).toEqual([[5, 5], 7, [9, 4]]);
  await pool.fetch(file, where, watch());
  expect(workers).toHaveLength(1);
  expect(workers[0]!.heard).toEqual(Array(2).fill({ kind: 'fetch', file, where }));
});

it.each([true, false])('says whether a file is whole: %s', async (whole) => {
  expect(await threads({ kind: 'verified', whole }).verify(file, watch())).toBe(whole);
});

it('has a thread for each file at a time', async () => {
  const pool = threads({ kind: 'fetched' });
  await Promise.all([1, 2, 3].map(() => pool.fetch(file, where, watch())));
  expect(workers).toHaveLength(3);
});

it('gives errors back as what they were, and keeps the thread', async () => {
  const fault = { code: 'file-missing', path: file.path, message: 'weights.bin: 404' } as const;
  const pool = threads({ kind: 'failed', fault });
  const error: unknown = await pool.fetch(file, where, watch()).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(PackageError);
  expect(error).toMatchObject(fault);
  await pool.verify(file, watch()).catch(() => undefined);
  expect(workers).toHaveLength(1);
});

it('stops the thread, and says why with the signal', async () => {
  const stop = new AbortController();
  const running = threads().fetch(file, where, watch(stop.signal));
  stop.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(workers[0]!.heard.at(-1)).toEqual({ kind: 'stop' });
});

it('a thread that ends is told to whoever waits, and not used again', async () => {
  const pool = threads();
  const running = pool.verify(file, watch());
  workers[0]!.onerror?.({ message: 'out of memory' });
  await expect(running).rejects.toThrow('A thread of the store ended: out of memory');
  expect(workers[0]!.isTerminated).toBe(true);
  const next = pool.verify(file, watch());
  expect(workers).toHaveLength(2);
  workers[1]!.onmessage?.({ data: { kind: 'verified', whole: true } });
  expect(await next).toBe(true);
});
