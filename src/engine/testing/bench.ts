import {
  EngineError,
  type Engine,
  type Failure,
  type GenerateRequest,
  type GenerateResult,
  type Progress,
  type Residency,
  type RestartReason,
  type StepProgress,
} from '../../protocol/engine.ts';
import type { PreviewStorage } from '../learned-preview.ts';
import { createLocalEngine } from '../local.ts';
import { fakePackage, type FakePackage } from './fake-package.ts';
import { fakeBackend, type FakeBackend, type FakeRuntimeOptions } from './fake-runtime.ts';

/** A small picture of the fake package. */
export const request: GenerateRequest = {
  prompt: 'a red fox',
  negative: 'blurry',
  seed: '7',
  width: 128,
  height: 128,
  prior: { steps: 5, schedule: 'uniform', guidance: 4, solver: 'ddpm' },
  decoder: { steps: 3, schedule: 'uniform', guidance: 0, solver: 'ddpm' },
};

interface Bench {
  engine: Engine;
  pack: FakePackage;
  backends: FakeBackend[];
}

/** An engine with the fake package open, and the backends it has connected to. */
export async function bench(
  options: FakeRuntimeOptions & {
    pack?: FakePackage;
    residency?: Residency;
    previewStorage?: PreviewStorage;
  } = {},
): Promise<Bench> {
  const pack = options.pack ?? fakePackage();
  const { residency, previewStorage } = options;
  const backends: FakeBackend[] = [];
  const engine = createLocalEngine({
    openSource: () => pack.source,
    connect: () => {
      const backend = fakeBackend(options);
      backends.push(backend);
      return Promise.resolve(backend);
    },
    ...(residency && { residency }),
    ...(previewStorage && { previewStorage: () => previewStorage }),
  });
  await engine.open('fake');
  return { engine, pack, backends };
}

export async function paint(
  engine: Engine,
  changes: Partial<GenerateRequest> = {},
): Promise<{
  result: Extract<GenerateResult, { kind: 'picture' }>;
  /** Of the last attempt. */
  progress: StepProgress[];
  attempts: StepProgress[][];
  restarts: RestartReason[];
}> {
  const told: Progress[] = [];
  const result = await engine.generate(
    { ...request, ...changes },
    new AbortController().signal,
    (news) => told.push(news),
  );
  if (result.kind !== 'picture') throw new Error('Expected a picture');
  const attempts = attemptsIn(told);
  return {
    result,
    progress: attempts.at(-1)!,
    attempts,
    restarts: restartsIn(told),
  };
}

export const restartsIn = (told: readonly Progress[]): RestartReason[] =>
  told.flatMap((news) => (news.stage === 'restart' ? [news.reason] : []));

/** What was told from each start of a picture to the next restart. */
export function attemptsIn(told: readonly Progress[]): StepProgress[][] {
  const attempts: StepProgress[][] = [[]];
  for (const news of told) {
    if (news.stage === 'restart') attempts.push([]);
    else attempts.at(-1)!.push(news);
  }
  return attempts;
}

export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof EngineError) return error.failure;
    throw error;
  }
  throw new Error('Expected a failure');
}
