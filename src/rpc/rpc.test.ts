import { afterEach, expect, test, vi } from 'vitest';
import type { CallContext } from './api.ts';
import { Client, type ClientOptions } from './client.ts';
import { WorkerDouble } from './testing/worker-double.ts';
import { transferred } from './transfer.ts';

type Data = { message: string; from: string };

type Sums = {
  add: (input: number[], context: CallContext<number>) => Promise<number>;
  wait: (input: null, context: CallContext<never>) => Promise<string>;
  fail: (input: string) => Promise<never>;
  double: (input: Uint8Array, context: CallContext<Uint8Array>) => Promise<Uint8Array>;
};

/** What `double` has given away. */
const given: Uint8Array[] = [];

const service: Sums = {
  async add(numbers, { onProgress }) {
    let sum = 0;
    for (const number of numbers) onProgress((sum += number));
    await Promise.resolve();
    return sum;
  },
  wait: (_, { signal }) =>
    new Promise((resolve, reject) => {
      const end = () => reject(signal.reason as Error);
      if (signal.aborted) end();
      else signal.addEventListener('abort', end);
      void resolve;
    }),
  fail: (text) => Promise.reject(new TypeError(text)),
  double(bytes, { onProgress }) {
    const doubled = () => bytes.map((byte) => 2 * byte);
    const [half, whole] = [doubled(), doubled()];
    given.push(half, whole);
    onProgress(transferred(half, [half.buffer]));
    return Promise.resolve(transferred(whole, [whole.buffer]));
  },
};

/** A client, and the workers that it has started. */
function connect(options: Partial<ClientOptions<Data>> = {}) {
  const workers: WorkerDouble<Data>[] = [];
  const client = new Client<Sums, Data>({
    spawn() {
      const worker = new WorkerDouble<Data>(service, (error) => ({
        message: String(error),
        from: 'worker',
      }));
      workers.push(worker);
      return worker.asWorker();
    },
    toError: ({ message, from }) => new Error(`${from}: ${message}`),
    crashed: (message) => new Error(`crashed: ${message}`),
    ...options,
  });
  return { client, workers };
}

test('a call is answered, with progress before; calls do not mix', async () => {
  const { client, workers } = connect();
  const told: number[] = [];
  const both = Promise.all([
    client.call('add', [1, 2, 3], { onProgress: (sum) => told.push(sum) }),
    client.call('add', [10, 20]),
  ]);
  expect(await both).toEqual([6, 30]);
  expect(told).toEqual([1, 3, 6]);
  expect(workers).toHaveLength(1);
});

test('errors come as data', async () => {
  const { client } = connect();
  await expect(client.call('fail', 'no')).rejects.toThrow('worker: TypeError: no');
});

test('an aborted call ends with the reason of its signal, and the other side hears of it', async () => {
  const { client } = connect();
  const abort = new AbortController();
  const waiting = client.call('wait', null, { signal: abort.signal });
  await Promise.resolve();
  abort.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  await expect(client.call('wait', null, { signal: abort.signal })).rejects.toThrow('enough');
});

test('after a crash whoever waits is told, and the next call starts another worker', async () => {
  const { client, workers } = connect();
  const waiting = client.call('wait', null);
  await Promise.resolve();
  workers[0]!.crash('out of memory');
  await expect(waiting).rejects.toThrow('crashed: out of memory');
  expect(workers[0]!.isTerminated).toBe(true);
  expect(await client.call('add', [1])).toBe(1);
  expect(workers).toHaveLength(2);
});

test('a method that is not there is an error, not a property of objects', async () => {
  const { client } = connect();
  const odd = client as unknown as Client<Record<string, (input: null) => Promise<unknown>>, Data>;
  await expect(odd.call('toString', null)).rejects.toThrow('no method toString');
});

afterEach(() => vi.useRealTimers());

test('input, progress and answer are moved where that was asked for', async () => {
  const { client } = connect();
  const input = Uint8Array.of(1, 2);
  const told: Uint8Array[] = [];
  const answer = await client.call('double', input, {
    transfer: [input.buffer],
    onProgress: (bytes) => told.push(bytes),
  });
  expect([...told, answer]).toEqual([Uint8Array.of(2, 4), Uint8Array.of(2, 4)]);
  expect([input, ...given].map(({ length }) => length)).toEqual([0, 0, 0]);
});

test('a call that does not stop in its time of grace takes the worker with it', async () => {
  const { client, workers } = connect();
  const abort = new AbortController();
  const stopped = client.call('wait', null, { signal: abort.signal, graceMs: () => 5 });
  const other = client.call('wait', null);
  await Promise.resolve();
  workers[0]!.isDeaf = true;
  abort.abort(new Error('enough'));
  await expect(stopped).rejects.toThrow('enough');
  await expect(other).rejects.toThrow('crashed: It did not stop in time.');
  expect(workers[0]!.isTerminated).toBe(true);
  expect(await client.call('add', [1])).toBe(1);
});

test('and one that does keeps it', async () => {
  vi.useFakeTimers();
  const { client, workers } = connect();
  const abort = new AbortController();
  const stopped = client.call('wait', null, { signal: abort.signal, graceMs: () => 5 });
  abort.abort(new Error('enough'));
  await expect(stopped).rejects.toThrow('enough');
  vi.advanceTimersByTime(50);
  expect(workers[0]!.isTerminated).toBe(false);
});

test('and one that may take as long as it likes keeps it, too', async () => {
  vi.useFakeTimers();
  const { client, workers } = connect();
  const abort = new AbortController();
  const stopped = client.call('wait', null, { signal: abort.signal, graceMs: () => Infinity });
  await Promise.resolve();
  workers[0]!.isDeaf = true;
  abort.abort(new Error('enough'));
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(workers[0]!.isTerminated).toBe(false);
  workers[0]!.crash('at last');
  await expect(stopped).rejects.toThrow('enough');
});

test('some failures end the worker, and the others that wait are told why', async () => {
  const onEnd = vi.fn();
  const { client, workers } = connect({
    endAfter: ({ message }, method) =>
      message.includes('fatal') ? new Error(`ended after ${method}`) : null,
    onEnd,
  });
  await expect(client.call('fail', 'slight')).rejects.toThrow('slight');
  expect(onEnd).not.toHaveBeenCalled();
  const waiting = client.call('wait', null);
  const failing = client.call('fail', 'fatal');
  await expect(waiting).rejects.toThrow('ended after fail');
  await expect(failing).rejects.toThrow('worker: TypeError: fatal');
  expect(onEnd).toHaveBeenCalledOnce();
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true]);
});

test('nothing that an ended worker still says is heard, and no stop starts another', async () => {
  const { client, workers } = connect();
  const abort = new AbortController();
  const waiting = client.call('wait', null, { signal: abort.signal });
  await Promise.resolve();
  workers[0]!.crash('first');
  abort.abort();
  await expect(waiting).rejects.toThrow();
  expect(workers).toHaveLength(1);
  client.start();
  workers[0]!.crash('again');
  expect(client.isRunning).toBe(true);
});

test('a worker that is not needed any more ends, one that is asked for something does not', async () => {
  vi.useFakeTimers();
  const { client, workers } = connect({ idleMs: 100 });
  client.start();
  vi.advanceTimersByTime(99);
  const abort = new AbortController();
  const waiting = client.call('wait', null, { signal: abort.signal });
  vi.advanceTimersByTime(1000);
  expect(client.isRunning).toBe(true);
  abort.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  vi.advanceTimersByTime(100);
  expect(client.isRunning).toBe(false);
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true]);
});
