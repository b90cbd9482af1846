import { describe, expect, it } from 'vitest';
import { request } from './testing/bench.ts';
import {
  askedFor,
  codeOf,
  paintInWorker as paint,
  workerBench as bench,
} from './testing/worker-bench.ts';

/** A step of Stage C that takes until `go` is called. */
function slowStep() {
  let go = () => {};
  let begun = () => {};
  const isOver = new Promise<void>((resolve) => (go = resolve));
  const hasBegun = new Promise<void>((resolve) => (begun = resolve));
  const pause = (what: string) => {
    if (what !== 'run prior-step') return undefined;
    begun();
    return isOver;
  };
  return { pause, hasBegun, go: () => go() };
}

const never = new AbortController().signal;

describe('a worker engine that prepares', () => {
  it('paints as soon as it is asked to, in the same worker', async () => {
    const { pause, hasBegun, go } = slowStep();
    const created: string[] = [];
    const { engine, workers } = bench({
      pause,
      onCreate: ({ name }) => created.push(name),
    });
    await engine.open('here');
    const preparing = engine.prepare(request, never);
    await hasBegun;
    const painting = paint(engine);
    go();
    await preparing;
    expect((await painting).kind).toBe('picture');
    expect(workers).toHaveLength(1);
    expect(new Set(created).size).toBe(created.length);
    expect(askedFor(workers[0]!)).toEqual(['open', 'prepare', 'generate']);
  });

  it('is not ended because it is told to stop and cannot at once', async () => {
    const { pause, hasBegun, go } = slowStep();
    const { engine, workers } = bench({ pause }, 10);
    await engine.open('here');
    const controller = new AbortController();
    const preparing = engine.prepare(request, controller.signal);
    await hasBegun;
    controller.abort();
    await new Promise((resolve) => setTimeout(resolve, 40));
    go();
    await preparing;
    expect((await paint(engine)).kind).toBe('picture');
    expect(workers).toHaveLength(1);
  });

  it('gives a picture that is stopped meanwhile more time than the grace period', async () => {
    const { pause, hasBegun, go } = slowStep();
    const { engine, workers } = bench({ pause }, 10);
    await engine.open('here');
    const preparing = engine.prepare(request, never);
    await hasBegun;
    const controller = new AbortController();
    const stopped = paint(engine, controller.signal);
    // It has reached the worker by then.
    await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    expect(await stopped).toEqual({ kind: 'cancelled' });
    await new Promise((resolve) => setTimeout(resolve, 40));
    go();
    await preparing;
    expect((await paint(engine)).kind).toBe('picture');
    expect(workers).toHaveLength(1);
  });

  it('but not for ever', async () => {
    const { pause, hasBegun } = slowStep();
    const { engine, workers } = bench({ pause }, 10);
    await engine.open('here');
    const preparing = engine.prepare(request, never);
    await hasBegun;
    const controller = new AbortController();
    const stopped = paint(engine, controller.signal);
    await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    await stopped;
    expect(await codeOf(preparing)).toBe('engine-crashed');
    expect(workers[0]!.isTerminated).toBe(true);
  });

  it.each([
    ['runs out of memory', 'std::bad_alloc', 'out-of-memory'],
    ['loses its device', 'Device was lost', 'device-lost'],
  ])('and %s keeps that from the picture that waits', async (_name, message, code) => {
    const { pause, hasBegun, go } = slowStep();
    let failures = 1;
    const { engine, workers } = bench({
      pause,
      onRun: ({ name }) => {
        if (name === 'prior-step' && failures-- > 0) throw new Error(message);
      },
    });
    await engine.open('here');
    const preparing = codeOf(engine.prepare(request, never));
    await hasBegun;
    // Posted, but not begun: the failure comes before the abort is seen.
    const painting = paint(engine);
    go();
    expect((await painting).kind).toBe('picture');
    expect(await preparing).toBe(code);
    // And it is told from memory that runs out over a picture, which would then be painted stage by stage.
    expect((await engine.open('here')).residency).toBe('keep');
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
  });

  it('and crashes is started anew for the picture that waits', async () => {
    const { pause, hasBegun, go } = slowStep();
    const { engine, workers } = bench({ pause });
    await engine.open('here');
    const preparing = codeOf(engine.prepare(request, never));
    await hasBegun;
    const painting = paint(engine);
    await new Promise((resolve) => setTimeout(resolve, 5));
    workers[0]!.crash('RuntimeError: unreachable');
    go();
    expect(await preparing).toBe('engine-crashed');
    expect((await painting).kind).toBe('picture');
    expect(workers).toHaveLength(2);
  });

  it('says what went wrong, and paints all the same', async () => {
    let failures = 1;
    const { engine, workers } = bench({
      onRun: () => {
        if (failures-- > 0) throw new Error('std::bad_alloc');
      },
    });
    await engine.open('here');
    expect(await codeOf(engine.prepare(request, never))).toBe('out-of-memory');
    expect(workers[0]!.isTerminated).toBe(true);
    expect((await paint(engine)).kind).toBe('picture');
    expect(workers).toHaveLength(2);
  });

  it('needs a package, and nothing where it was called off', async () => {
    const { engine, workers } = bench();
    await engine.prepare(request, AbortSignal.abort());
    expect(await codeOf(engine.prepare(request, never))).toBe('bad-request');
    expect(workers).toHaveLength(0);
  });
});
