import {
  EngineError,
  type Engine,
  type Failure,
  type GenerateResult,
} from '../../protocol/engine.ts';
import { WorkerDouble } from '../../rpc/testing/worker-double.ts';
import { createWorkerEngine } from '../client.ts';
import { toFailure } from '../failures.ts';
import { createLocalEngine } from '../local.ts';
import { engineService } from '../serve.ts';
import type { OpenInput } from '../service.ts';
import { request } from './bench.ts';
import { fakePackage, type FakePackageOptions } from './fake-package.ts';
import { fakeBackend, type FakeRuntimeOptions } from './fake-runtime.ts';

type WorkerBenchOptions = FakeRuntimeOptions & Pick<FakePackageOptions, 'arithmetics'>;

type EngineWorker = WorkerDouble<Failure>;

/** The real engine behind a message channel. */
function engineWorker(options: WorkerBenchOptions): EngineWorker {
  const pack = fakePackage(options);
  const service = engineService(({ residency }) =>
    createLocalEngine({
      ...(residency && { residency }),
      openSource: () => pack.source,
      connect: () => Promise.resolve(fakeBackend(options)),
    }),
  );
  return new WorkerDouble(service, toFailure);
}

/** A worker engine, and the workers that it has started. */
export function workerBench(options: WorkerBenchOptions = {}, graceMs = 30) {
  const workers: EngineWorker[] = [];
  const engine = createWorkerEngine(
    () => {
      workers.push(engineWorker(options));
      return workers.at(-1)!.asWorker();
    },
    { graceMs, provider: 'wasm' },
  );
  return { engine, workers };
}

/** Names of the methods that a worker was asked for, and `cancel`. */
export const askedFor = ({ received }: EngineWorker): string[] =>
  received.map((message) => (message.kind === 'call' ? message.method : message.kind));

/** What a worker was asked to open. */
export const openedIn = ({ received }: EngineWorker): OpenInput[] =>
  received.flatMap((message) =>
    message.kind === 'call' && message.method === 'open' ? [message.input as OpenInput] : [],
  );

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
