import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WorkerDouble } from '../../../rpc/testing/worker-double.ts';
import { encodePicture, startEncoder } from './client.ts';
import type { EncodedPicture, EncodeService, RawPicture } from './encode.ts';

// Node has no canvas; what a picture becomes in a browser is tested there.
vi.mock('./png.ts', async () => {
  const { encode } = await import('fast-png');
  const png = encode({ width: 1, height: 1, data: new Uint8Array(4) });
  return {
    toCanvas: () => null,
    encodePng: () => Promise.resolve(new Blob([Uint8Array.from(png)])),
  };
});

const picture = {
  bitmap: { width: 1, height: 1, rgba: new Uint8ClampedArray(4) },
  modelId: 'fake',
  modelName: 'Fake',
} as RawPicture;

const fromWorker: EncodedPicture = { png: new Blob(), sha256: 'from the worker', thumbnail: null };

let service: EncodeService;
let workers: WorkerDouble<string>[];

beforeEach(() => {
  vi.useFakeTimers();
  workers = [];
  service = { encode: () => Promise.resolve(fromWorker) };
  vi.stubGlobal(
    'Worker',
    class {
      constructor() {
        workers.push(new WorkerDouble<string>(service, String));
        return workers.at(-1)!;
      }
    },
  );
});

afterEach(() => {
  // The next test begins without a worker.
  vi.runAllTimers();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the worker encodes, started ahead and once, and ends when no picture comes', async () => {
  startEncoder();
  startEncoder();
  expect((await encodePicture(picture)).sha256).toBe('from the worker');
  expect(picture.bitmap.rgba).toHaveLength(4);
  expect(workers).toHaveLength(1);
  vi.advanceTimersByTime(30_000);
  expect(workers[0]!.isTerminated).toBe(true);
});

test('where the worker cannot encode, the page does', async () => {
  service = { encode: () => Promise.reject(new Error('no canvas')) };
  expect((await encodePicture(picture)).sha256).toMatch(/^[0-9a-f]{64}$/);
});

test('where the worker ends, the page encodes, and the next picture has a new worker', async () => {
  service = { encode: () => new Promise(() => undefined) };
  const encoding = encodePicture(picture);
  workers[0]!.crash('out of memory');
  expect((await encoding).sha256).toMatch(/^[0-9a-f]{64}$/);
  service = { encode: () => Promise.resolve(fromWorker) };
  expect((await encodePicture(picture)).sha256).toBe('from the worker');
  expect(workers).toHaveLength(2);
});

test('where there are no workers, the page encodes', async () => {
  vi.unstubAllGlobals();
  startEncoder();
  expect((await encodePicture(picture)).sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(workers).toHaveLength(0);
});
