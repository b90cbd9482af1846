import { describe, expect, it } from 'vitest';
import type {
  Engine,
  FailureCode,
  GenerateResult,
  Progress,
  RestartReason,
  Stage,
} from '../protocol/engine.ts';
import { nextRung, type OfferedRung } from '../protocol/recovery.ts';
import { attemptsIn, request, restartsIn } from './testing/bench.ts';
import type { FakeRuntimeOptions } from './testing/fake-runtime.ts';
import { codeOf, workerBench } from './testing/worker-bench.ts';

/**
 * The whole ladder, from a failing run to what the person is told: for every failure in every stage which restarts are
 * told, what comes of the picture, what is offered, and that the next picture works.
 */

const STAGES: Stage[] = ['load', 'text', 'prior', 'decoder', 'vqgan'];

/** A network that runs in each stage; in the first it is created. */
const NETWORKS: Record<Stage, string> = {
  load: 'decoder-step',
  text: 'prior-text-encoder',
  prior: 'prior-step',
  decoder: 'decoder-step',
  vqgan: 'vqgan-decode',
};

type Trouble = 'memory' | 'device' | 'unexpected' | 'crash';

/** Where a run has trouble, and how often. */
interface Plan {
  trouble: Trouble;
  stage: Stage;
  times: number;
}

const MESSAGES = {
  memory: 'std::bad_alloc',
  device: 'Device was lost',
  unexpected: 'Non-zero status code returned',
};

/** An engine whose runs have that trouble; a picture's bytes do not depend on the arithmetic here. */
function troubled({ trouble, stage, times }: Plan, options: FakeRuntimeOptions = {}) {
  let left = times;
  const fail = ({ name }: { name: string }) => {
    if (name !== NETWORKS[stage] || left-- <= 0) return;
    if (trouble !== 'crash') throw new Error(MESSAGES[trouble]);
    bench.workers.at(-1)!.crash('RuntimeError: unreachable');
  };
  const bench = workerBench({ ...options, [stage === 'load' ? 'onCreate' : 'onRun']: fail });
  return bench;
}

const never = new AbortController().signal;

async function attempt(engine: Engine) {
  const told: Progress[] = [];
  let result: GenerateResult | null = null;
  const painting = engine.generate(request, never, (news) => told.push(news));
  const failed = await codeOf(painting.then((made) => void (result = made))).catch(() => null);
  return { told, failed, picture: pictureOf(result) };
}

function pictureOf(result: GenerateResult | null): Buffer | null {
  return result?.kind === 'picture' ? Buffer.from(result.bitmap.rgba.buffer) : null;
}

/** The bytes of the picture where nothing fails. */
const undisturbed = (async () => {
  const { engine } = workerBench();
  await engine.open('here');
  return (await attempt(engine)).picture!;
})();

/** Between restarts stages come in order, with one total each, and progress never falls. */
function expectOrder(told: readonly Progress[]): void {
  for (const steps of attemptsIn(told)) {
    const stages = steps.map(({ stage }) => STAGES.indexOf(stage));
    expect(stages).toEqual([...stages].sort((a, b) => a - b));
    for (const stage of STAGES) {
      const of = steps.filter((step) => step.stage === stage);
      expect(new Set(of.map(({ total }) => total)).size).toBeLessThan(2);
      const done = of.map((step) => step.done);
      expect(done).toEqual([...done].sort((a, b) => a - b));
    }
  }
}

async function expectNextPicture(engine: Engine): Promise<void> {
  const { told, failed, picture } = await attempt(engine);
  expect(failed).toBeNull();
  expect(restartsIn(told)).toEqual([]);
  expect(picture!.equals(await undisturbed)).toBe(true);
}

interface Row {
  trouble: Trouble;
  /** What the engine does by itself. */
  restarts: RestartReason[];
  /** What the person is told where the engine can do nothing, or did what it could in vain. */
  told: FailureCode;
  /** What is offered with it, and again with the next one. */
  offered: [OfferedRung, OfferedRung];
}

const TABLE: Row[] = [
  {
    trouble: 'memory',
    restarts: ['stage-by-stage'],
    told: 'out-of-memory',
    offered: ['smaller', 'smaller'],
  },
  { trouble: 'device', restarts: [], told: 'device-lost', offered: ['retry', 'cpu'] },
  { trouble: 'unexpected', restarts: [], told: 'internal', offered: ['retry', 'reload'] },
  { trouble: 'crash', restarts: [], told: 'engine-crashed', offered: ['retry', 'smaller'] },
];

const OFFERS: OfferedRung[] = ['retry', 'smaller', 'cpu', 'builtin', 'reload'];

describe.each(TABLE)('trouble with $trouble', ({ trouble, restarts, told, offered }) => {
  describe.each(STAGES)('in %s', (stage) => {
    it(`once ${restarts.length > 0 ? `restarts ${restarts.join()}` : 'is told'}`, async () => {
      const { engine, workers } = troubled({ trouble, stage, times: 1 });
      await engine.open('here');
      const first = await attempt(engine);
      expect(restartsIn(first.told)).toEqual(restarts);
      expectOrder(first.told);
      expect(first.failed).toBe(restarts.length > 0 ? null : told);
      if (first.picture) expect(first.picture.equals(await undisturbed)).toBe(true);
      await expectNextPicture(engine);
      expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
    });

    it(`that does not end is told as ${told}, and a picture after it works`, async () => {
      const { engine, workers } = troubled({ trouble, stage, times: 1 + restarts.length });
      await engine.open('here');
      const first = await attempt(engine);
      expect(restartsIn(first.told)).toEqual(restarts);
      expectOrder(first.told);
      expect(first.failed).toBe(told);
      await expectNextPicture(engine);
      expect(workers).toHaveLength(2 + restarts.length);
    });
  });

  it(`offers ${offered.join(', then ')}`, () => {
    const possible = OFFERS;
    const at = (taken: OfferedRung[]) =>
      nextRung(told, { during: 'generate', taken: [...restarts, ...taken], possible });
    expect([at([]), at(['retry'])]).toEqual(offered);
  });
});

it('memory that runs out in a worker that replaced another one restarts stage by stage, too', async () => {
  const { engine, workers } = troubled({ trouble: 'memory', stage: 'prior', times: 1 });
  await engine.open('here');
  workers[0]!.crash('RuntimeError: unreachable');
  const { told, picture } = await attempt(engine);
  expect(restartsIn(told)).toEqual(['stage-by-stage']);
  expect(picture!.equals(await undisturbed)).toBe(true);
  expect(workers).toHaveLength(3);
});

describe('nonsense', () => {
  const isStage = (stage: Stage, name: string) => name === NETWORKS[stage];
  /** NaN, or a black picture. */
  const spoilt = (stage: Stage) => (stage === 'vqgan' ? 255 << 24 : NaN);
  const COMPUTED = STAGES.slice(1);

  it.each(COMPUTED)('in float16 in %s restarts in float32, and stays there', async (stage) => {
    const { engine, workers } = workerBench({
      arithmetics: ['f16', 'f32'],
      float16: true,
      spoil: ({ name, arithmetic }) =>
        isStage(stage, name) && arithmetic === 'f16' ? spoilt(stage) : undefined,
    });
    await engine.open('here');
    const first = await attempt(engine);
    expect(restartsIn(first.told)).toEqual(['float32']);
    expectOrder(first.told);
    expect(first.picture!.equals(await undisturbed)).toBe(true);
    await expectNextPicture(engine);
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([false]);
  });

  it.each(COMPUTED)('in float32 in %s is told, and a picture after it works', async (stage) => {
    let isSpoilt = true;
    const { engine, workers } = workerBench({
      spoil: ({ name }) => (isStage(stage, name) && isSpoilt ? spoilt(stage) : undefined),
    });
    await engine.open('here');
    const first = await attempt(engine);
    expect(restartsIn(first.told)).toEqual([]);
    expect(first.failed).toBe('bad-output');
    isSpoilt = false;
    await expectNextPicture(engine);
    expect(workers).toHaveLength(1);
  });
});

describe('a picture that waits while the engine prepares', () => {
  const RUNS = STAGES.slice(1).flatMap((stage) => TABLE.map((row) => ({ ...row, stage })));

  it.each(RUNS)('has a fresh worker after trouble with $trouble in $stage', async (row) => {
    const { trouble, stage, told } = row;
    let go = () => {};
    let begun = () => {};
    const isOver = new Promise<void>((resolve) => (go = resolve));
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    const { engine, workers } = troubled(
      { trouble, stage, times: 1 },
      {
        pause(what) {
          if (what !== `run ${NETWORKS[stage]}`) return undefined;
          begun();
          return isOver;
        },
      },
    );
    await engine.open('here');
    const preparing = codeOf(engine.prepare(request, never));
    await hasBegun;
    const painting = attempt(engine);
    await new Promise((resolve) => setTimeout(resolve, 5));
    go();
    const { told: progress, failed, picture } = await painting;
    expect(await preparing).toBe(told);
    expect(failed).toBeNull();
    expect(restartsIn(progress)).toEqual(['fresh-worker']);
    expectOrder(progress);
    expect(picture!.equals(await undisturbed)).toBe(true);
    await expectNextPicture(engine);
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
  });
});
