import { expect, test, vi } from 'vitest';
import { fakePackage } from '../../engine/testing/fake-package.ts';
import { fakeBackend, type FakeRuntimeOptions } from '../../engine/testing/fake-runtime.ts';
import { blobSource } from '../../exporter/browser/blob-source.ts';
import type { FromService, ToService } from '../../rpc/api.ts';
import { serve } from '../../rpc/serve.ts';
import { floatTensor, levelTensor, recordFile } from '../testing/record-file.ts';
import { ComparisonError, type ComparisonFault, type ComparisonService } from './api.ts';
import { createVerifier } from './client.ts';
import { comparePackage } from './compare-package.ts';
import { toFault } from './faults.ts';

/** What Stage A of the fake runtime makes of a latent of zeros. */
const GREY = 121;
const latent = floatTensor([1, 4, 32, 32]);
const record = (value: number) =>
  recordFile({ 'vqgan.latent': latent, 'vqgan.image': levelTensor([1, 128, 128, 3], value) });

const verifierOn = (options: FakeRuntimeOptions = {}) => {
  const workers: WorkerDouble[] = [];
  const verifier = createVerifier(() => {
    workers.push(new WorkerDouble(options));
    return workers.at(-1) as unknown as Worker;
  }, 'wasm');
  const progress = vi.fn();
  const compare = (bytes: Uint8Array<ArrayBuffer>, signal = new AbortController().signal) =>
    verifier.compare({ key: 'fake', file: new File([bytes], 'r.safetensors') }, signal, progress);
  return { compare, progress, workers };
};

class WorkerDouble {
  onmessage: ((event: { data: FromService<ComparisonFault> }) => void) | null = null;
  readonly terminate = vi.fn();
  private readonly handle: (message: ToService) => void;

  constructor(options: FakeRuntimeOptions) {
    const service: ComparisonService = {
      compare: ({ file, provider }, { signal, onProgress }) => {
        expect(provider).toBe('wasm');
        const { source } = fakePackage();
        const connect = () => Promise.resolve(fakeBackend(options));
        const recorded = { name: file.name, bytes: blobSource(file, '') };
        return comparePackage({ source, connect }, recorded, signal, onProgress);
      },
    };
    this.handle = serve<ComparisonFault>(
      service,
      (message) => queueMicrotask(() => this.onmessage?.({ data: structuredClone(message) })),
      toFault,
    );
  }

  postMessage(message: ToService): void {
    queueMicrotask(() => this.handle(message));
  }
}

async function faultOf(task: Promise<unknown>): Promise<ComparisonFault> {
  const error: unknown = await task.then(
    () => null,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(ComparisonError);
  return (error as ComparisonError).fault;
}

test('a model that gives what was recorded passes, and its worker is ended', async () => {
  const { compare, progress, workers } = verifierOn();
  const result = await compare(record(GREY));
  expect(result).toMatchObject({ passed: true, compared: ['vqgan'], differing: [] });
  expect(result.absent).toEqual([
    'prior-text-encoder',
    'decoder-text-encoder',
    'prior',
    'decoder',
    'pipeline',
  ]);
  expect(result.report).toContain('Reference: r.safetensors');
  expect(result.report).toContain('Ran on cpu, 1 threads, a fake');
  expect(progress).toHaveBeenCalledExactlyOnceWith({
    network: 'vqgan',
    name: 'vqgan',
    done: 0,
    total: 1,
  });
  expect(workers.map(({ terminate }) => terminate.mock.calls.length)).toEqual([1]);
});

test('a level apart is rounding; more is told by network', async () => {
  const { compare } = verifierOn();
  expect(await compare(record(GREY + 1))).toMatchObject({ passed: true });
  const result = await compare(record(GREY + 40));
  expect(result).toMatchObject({ passed: false, differing: ['vqgan'] });
  expect(result.report).toMatch(/vqgan\.image .*40 of 255.*FAILED/);
});

test('what cannot be compared is told by kind', async () => {
  const { compare } = verifierOn();
  expect(await faultOf(compare(new Uint8Array(100)))).toMatchObject({ code: 'not-a-record' });
  const other = recordFile({
    'vqgan.latent': floatTensor([1, 16, 32, 32]),
    'vqgan.image': levelTensor([1, 128, 128, 3], 0),
  });
  expect(await faultOf(compare(other))).toMatchObject({ code: 'other-model' });
  const full = verifierOn({
    onCreate: () => {
      throw new Error('std::bad_alloc');
    },
  });
  expect(await faultOf(full.compare(record(GREY)))).toEqual({
    code: 'out-of-memory',
    message: 'r.safetensors: vqgan cannot be run: std::bad_alloc',
  });
});

test('stopping ends the worker at once, whatever it does', async () => {
  const { compare, workers } = verifierOn({ pause: () => new Promise(() => undefined) });
  const abort = new AbortController();
  const waiting = compare(record(GREY), abort.signal);
  await Promise.resolve();
  abort.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  expect(workers[0]!.terminate).toHaveBeenCalled();
});
