import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { WorkerDouble } from '../../rpc/testing/worker-double.ts';
import type { FileEntry } from '../../package/manifest.ts';
import type { ByteSource, ShardJob } from '../ports.ts';
import { ConversionError, type ConversionFault } from './api.ts';
import { toFault } from './faults.ts';
import { workerPool, type ShardService, type ShardWorkerInput } from './shard-pool.ts';

const given = { input: {}, conversion: 'one' } as unknown as ShardWorkerInput;
const never = new AbortController().signal;
const entry: FileEntry = { path: 'a.bin', sizeBytes: 3, sha256: 'a'.repeat(64) };

let workers: WorkerDouble<ConversionFault>[];
let service: ShardService;
beforeEach(() => {
  workers = [];
  service = {
    open: () => Promise.resolve(),
    convert: ({ index }, { onProgress }) => {
      onProgress({ bytes: 3, tensor: `tensor ${index}` });
      return Promise.resolve({ ...entry, path: `${index}.bin` });
    },
  };
  vi.stubGlobal(
    'Worker',
    class {
      constructor() {
        const worker = new WorkerDouble<ConversionFault>(service, toFault);
        workers.push(worker);
        return worker;
      }
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

const job = (index: number): ShardJob => ({
  weights: 'prior-step',
  index,
  sizeBytes: 3,
  sources: [
    {
      file: { repository: 'prior', path: 'a.safetensors' },
      source: { handle: new Blob(['abc']), version: 'v' } as unknown as ByteSource,
    },
  ],
});

const run = (pool: ReturnType<typeof workerPool>, index: number, lane: number, signal = never) => {
  const told: [number, string][] = [];
  return pool
    .run(job(index), lane, (bytes, tensor) => told.push([bytes, tensor]), signal)
    .then((file) => ({ file, told }));
};

it('every lane is a worker, which plans once', async () => {
  let opened = 0;
  service.open = () => Promise.resolve(void opened++);
  const pool = workerPool(given, 2);
  const both = await Promise.all([run(pool, 0, 0), run(pool, 1, 1)]);
  await run(pool, 2, 0);
  expect(both.map(({ file }) => file.path)).toEqual(['0.bin', '1.bin']);
  expect(both[1].told).toEqual([[3, 'tensor 1']]);
  expect(workers).toHaveLength(2);
  expect(opened).toBe(2);
});

it("hands the files over as what workers can read, without the other side's sources", async () => {
  const pool = workerPool(given, 1);
  await run(pool, 0, 0);
  const call = workers[0]!.received.find(
    (each) => each.kind === 'call' && each.method === 'convert',
  );
  expect(call).toMatchObject({
    input: { sources: [{ file: { path: 'a.safetensors' }, blob: expect.any(Blob) as Blob }] },
  });
});

it('a plan that fails is told by the first shard, and by no shard of another lane before', async () => {
  service.open = () =>
    Promise.reject(new ConversionError({ code: 'unsuitable', path: '', message: 'no such layer' }));
  const pool = workerPool(given, 1);
  await new Promise((resolve) => setTimeout(resolve));
  await expect(run(pool, 0, 0)).rejects.toThrow('no such layer');
});

it('a shard that fails says why', async () => {
  service.convert = () =>
    Promise.reject(new ConversionError({ code: 'values', path: '', message: 'NaN in a.weight' }));
  const pool = workerPool(given, 1);
  await expect(run(pool, 0, 0)).rejects.toMatchObject({ fault: { code: 'values' } });
});

it('a worker that ends in the middle fails its shard', async () => {
  service.convert = () => new Promise(() => undefined);
  const pool = workerPool(given, 1);
  const running = run(pool, 0, 0);
  await new Promise((resolve) => setTimeout(resolve));
  workers[0]!.crash('out of memory');
  await expect(running).rejects.toThrow('A worker ended while it converted a shard: out of memory');
});

it('a pause is told to the worker, and rejects with its reason', async () => {
  const pause = new AbortController();
  service.convert = (_, { signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  const pool = workerPool(given, 1);
  const running = run(pool, 0, 0, pause.signal);
  await new Promise((resolve) => setTimeout(resolve));
  pause.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  expect(workers[0]!.received.map(({ kind }) => kind)).toContain('cancel');
});

it('ends its workers', async () => {
  const pool = workerPool(given, 2);
  await run(pool, 0, 0);
  await pool.close();
  expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, true]);
});
