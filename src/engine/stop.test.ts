import { describe, expect, it } from 'vitest';
import type { Engine, Progress, Stage } from '../protocol/engine.ts';
import { bench, request, restartsIn } from './testing/bench.ts';
import type { FakeRuntimeOptions } from './testing/fake-runtime.ts';
import { workerBench } from './testing/worker-bench.ts';

/** Stop at every moment of a picture, in the engine itself and through its worker. */

const never = new AbortController().signal;

/** What ONNX Runtime does in each stage; the fake one throws where two of its calls overlap. */
const CALLS: Record<Stage, string> = {
  load: 'create decoder-step',
  text: 'run prior-text-encoder',
  prior: 'run prior-step',
  decoder: 'run decoder-step',
  vqgan: 'run vqgan-decode',
};
const STAGES = Object.keys(CALLS) as Stage[];

interface Moment {
  name: string;
  stopsWhen: { told?: Stage; begun?: string; done?: string };
}

const MOMENTS: Moment[] = STAGES.flatMap((stage) => [
  { name: `before ${stage}`, stopsWhen: { told: stage } },
  { name: `during ${stage}`, stopsWhen: { begun: CALLS[stage] } },
  { name: `after a call of ${stage}`, stopsWhen: { done: CALLS[stage] } },
]);

type Options = Pick<FakeRuntimeOptions, 'pause' | 'onDone'>;

const ENGINES: [
  string,
  (options: Options) => Promise<{ engine: Engine; workers: () => number }>,
][] = [
  [
    'the engine',
    async (options) => {
      const { engine } = await bench(options);
      return { engine, workers: () => 1 };
    },
  ],
  [
    'the engine in its worker',
    async (options) => {
      const { engine, workers } = workerBench(options, 60_000);
      await engine.open('here');
      return { engine, workers: () => workers.length };
    },
  ],
];

async function bytesFrom(engine: Engine): Promise<Buffer | null> {
  const result = await engine.generate(request, never, () => undefined);
  return result.kind === 'picture' ? Buffer.from(result.bitmap.rgba.buffer) : null;
}

const undisturbed = (async () => (await bytesFrom((await bench()).engine))!)();

describe.each(ENGINES)('%s', (_name, create) => {
  it.each(MOMENTS)('stops $name, and the next picture is painted', async ({ stopsWhen }) => {
    const controller = new AbortController();
    const stop = () => controller.abort();
    const calls: string[] = [];
    const { engine, workers } = await create({
      pause: (what) => {
        calls.push(what);
        if (what === stopsWhen.begun) stop();
        return undefined;
      },
      onDone: (what) => {
        if (what === stopsWhen.done) stop();
      },
    });
    const toldLate: Progress[] = [];
    const first = await engine.generate(request, controller.signal, (news) => {
      if (controller.signal.aborted) toldLate.push(news);
      if (news.stage === stopsWhen.told) stop();
    });
    expect(first).toEqual({ kind: 'cancelled' });
    const next = await bytesFrom(engine);
    expect(next!.equals(await undisturbed)).toBe(true);
    expect(workers()).toBe(1);
    // What the stopped one has loaded is not loaded again.
    expect(calls.filter((call) => call.startsWith('create'))).toHaveLength(7);
    // One call at most had begun when Stop came, and is told.
    expect(toldLate.length).toBeLessThanOrEqual(1);
  });

  it('paints what is asked for at once in that order, without those that were stopped', async () => {
    const painted: string[] = [];
    const { engine, workers } = await create({});
    const stops = [1, 3].map((at) => [at, new AbortController()] as const);
    const all = ['a', 'b', 'c', 'd', 'e'].map(async (prompt, i) => {
      const signal = new Map(stops).get(i)?.signal ?? never;
      const result = await engine.generate({ ...request, prompt }, signal, () => undefined);
      if (result.kind === 'picture') painted.push(prompt);
    });
    // One of them has not even been asked of the worker by then, the other waits there.
    stops[0]![1].abort();
    await new Promise((resolve) => setTimeout(resolve, 5));
    stops[1]![1].abort();
    await Promise.all(all);
    expect(painted).toEqual(['a', 'c', 'e']);
    expect(workers()).toBe(1);
  });
});

describe('in the worker', () => {
  it('a picture that waits is stopped without harm to the one that is painted', async () => {
    let go = () => {};
    const isOver = new Promise<void>((resolve) => (go = resolve));
    const { engine, workers } = workerBench(
      { pause: (what) => (what === 'run prior-step' ? isOver : undefined) },
      10,
    );
    await engine.open('here');
    const first = bytesFrom(engine);
    const controller = new AbortController();
    const second = engine.generate(request, controller.signal, () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    expect(await second).toEqual({ kind: 'cancelled' });
    // Longer than a stopped picture may take.
    await new Promise((resolve) => setTimeout(resolve, 60));
    go();
    expect((await first)!.equals(await undisturbed)).toBe(true);
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([false]);
  });

  it('two pictures that are stopped and do not end take one worker with them', async () => {
    const { engine, workers } = workerBench();
    await engine.open('here');
    const controllers = [new AbortController(), new AbortController()];
    const stopped = controllers.map(({ signal }) =>
      engine.generate(request, signal, () => undefined),
    );
    await new Promise((resolve) => setTimeout(resolve, 5));
    workers[0]!.isDeaf = true;
    for (const controller of controllers) controller.abort();
    expect(await Promise.all(stopped)).toEqual([{ kind: 'cancelled' }, { kind: 'cancelled' }]);
    expect((await bytesFrom(engine))!.equals(await undisturbed)).toBe(true);
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
  });

  it.each([
    ['memory', 'std::bad_alloc', 'stage-by-stage'],
    ['its device', 'Device was lost', null],
    ['itself', 'crash', null],
  ])('a picture that loses %s loses none of those behind it', async (_name, trouble, restart) => {
    let left = 1;
    const { engine, workers } = workerBench({
      onRun: ({ name }) => {
        if (name !== 'prior-step' || left-- <= 0) return;
        if (trouble !== 'crash') throw new Error(trouble);
        workers[0]!.crash('RuntimeError: unreachable');
      },
    });
    await engine.open('here');
    const made: string[] = [];
    const told = ['first', 'second', 'third'].map(() => [] as Progress[]);
    const all = told.map((news, i) =>
      engine
        .generate(request, never, (each) => news.push(each))
        .then(
          () => made.push(String(i)),
          () => made.push(`${i} failed`),
        ),
    );
    await Promise.all(all);
    expect(made.sort()).toEqual([restart === null ? '0 failed' : '0', '1', '2']);
    expect(told.map(restartsIn)).toEqual([
      restart === null ? [] : [restart],
      ['fresh-worker'],
      ['fresh-worker'],
    ]);
    expect(workers).toHaveLength(2);
  });
});
