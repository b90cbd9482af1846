import { EngineError, type Engine, type GenerateResult } from '../../protocol/engine.ts';
import { createWorkerEngine } from '../client.ts';
import { createLocalEngine } from '../local.ts';
import type { FromWorker, ToWorker } from '../messages.ts';
import { serveEngine } from '../serve.ts';
import { request } from './bench.ts';
import { fakePackage } from './fake-package.ts';
import { fakeBackend, type FakeRuntimeOptions } from './fake-runtime.ts';

/** The real engine behind a message channel that copies, as a worker's does. */
class FakeWorker {
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  readonly received: ToWorker[] = [];
  /** A run that never ends: no message gets in or out any more. */
  deaf = false;
  terminated = false;
  private readonly serve: (message: ToWorker) => void;

  constructor(options: FakeRuntimeOptions) {
    const pack = fakePackage();
    this.serve = serveEngine(
      ({ residency }) =>
        createLocalEngine({
          ...(residency && { residency }),
          openSource: () => pack.source,
          connect: () => Promise.resolve(fakeBackend(options)),
        }),
      (message, transfer) => {
        const data = structuredClone(message, { transfer });
        queueMicrotask(() => {
          if (!this.terminated && !this.deaf) this.onmessage?.({ data });
        });
      },
    );
  }
  postMessage(message: ToWorker): void {
    if (this.terminated) throw new Error('The worker was terminated.');
    this.received.push(message);
    const data = structuredClone(message);
    queueMicrotask(() => {
      if (!this.terminated && !this.deaf) this.serve(data);
    });
  }
  terminate(): void {
    this.terminated = true;
  }
}

/** A worker engine, and the workers that it has started. */
export function workerBench(options: FakeRuntimeOptions = {}, graceMs = 30) {
  const workers: FakeWorker[] = [];
  const engine = createWorkerEngine(
    () => {
      const worker = new FakeWorker(options);
      workers.push(worker);
      return worker as unknown as Worker;
    },
    { graceMs, provider: 'wasm' },
  );
  return { engine, workers };
}

export const paintInWorker = (
  engine: Engine,
  signal = new AbortController().signal,
): Promise<GenerateResult> => engine.generate(request, signal, () => undefined);

/** The failure's code; other errors are thrown. */
export const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.then(
    () => new Error('Expected a failure'),
    (reason: unknown) => reason,
  );
  if (error instanceof EngineError) return error.failure.code;
  throw error;
};
