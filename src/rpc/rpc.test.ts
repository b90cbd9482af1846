import { expect, test, vi } from 'vitest';
import type { CallContext, FromService, ToService } from './api.ts';
import { Client } from './client.ts';
import { serve } from './serve.ts';

type Data = { message: string; from: string };

type Sums = {
  add: (input: number[], context: CallContext<number>) => Promise<number>;
  wait: (input: null, context: CallContext<never>) => Promise<string>;
  fail: (input: string) => Promise<never>;
};

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
};

class WorkerDouble {
  onmessage: ((event: { data: FromService<Data> }) => void) | null = null;
  onerror: ((event: { message: string; preventDefault(): void }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  readonly terminate = vi.fn();
  private readonly handle = serve<Data>(
    service,
    // As the structured clone does, so that nothing is shared.
    (message) => queueMicrotask(() => this.onmessage?.({ data: structuredClone(message) })),
    (error) => ({ message: String(error), from: 'worker' }),
  );
  postMessage(message: ToService): void {
    queueMicrotask(() => this.handle(structuredClone(message)));
  }
}

function connect() {
  const workers: WorkerDouble[] = [];
  const client = new Client<Sums, Data>({
    spawn() {
      workers.push(new WorkerDouble());
      return workers.at(-1) as unknown as Worker;
    },
    toError: ({ message, from }) => new Error(`${from}: ${message}`),
    crashed: (message) => new Error(`crashed: ${message}`),
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
  workers[0]!.onerror!({ message: 'out of memory', preventDefault: () => undefined });
  await expect(waiting).rejects.toThrow('crashed: out of memory');
  expect(workers[0]!.terminate).toHaveBeenCalled();
  expect(await client.call('add', [1])).toBe(1);
  expect(workers).toHaveLength(2);
});

test('a method that is not there is an error, not a property of objects', async () => {
  const { client } = connect();
  const odd = client as unknown as Client<Record<string, (input: null) => Promise<unknown>>, Data>;
  await expect(odd.call('toString', null)).rejects.toThrow('no method toString');
});
