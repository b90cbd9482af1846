import { describe, expect, it } from 'vitest';
import { request } from './testing/bench.ts';
import {
  askedFor,
  codeOf,
  openedIn,
  paintInWorker as paint,
  workerBench as bench,
} from './testing/worker-bench.ts';

describe('a worker engine', () => {
  it('starts anew on another provider, and stays with it', async () => {
    const { engine, workers } = bench();
    await engine.open('here');
    await engine.open('here', undefined, 'webgpu');
    expect(workers.map((worker) => worker.isTerminated)).toEqual([true, false]);
    await engine.open('here');
    expect(workers).toHaveLength(2);
    const asked = workers.flatMap(openedIn).map(({ choices }) => choices.provider);
    expect(asked).toEqual(['wasm', 'webgpu', 'webgpu']);
  });

  it('whose script is gone says so, and starts anew when it is asked again', async () => {
    const { engine, workers } = bench();
    const opening = engine.open('here');
    // Browsers say nothing of why a script could not be loaded.
    workers[0]!.crash('');
    expect(await codeOf(opening)).toBe('app-changed');
    expect((await engine.open('here')).manifest.id).toBe('fake');
    expect(workers).toHaveLength(2);
  });

  it('opens, counts and paints', async () => {
    const { engine, workers } = bench();
    expect((await engine.open('here')).manifest.id).toBe('fake');
    expect(await engine.countTokens('a red fox')).toMatchObject({ used: 4 });
    const stages = new Set<string>();
    const result = await engine.generate(request, new AbortController().signal, ({ stage }) =>
      stages.add(stage),
    );
    expect(result).toMatchObject({ kind: 'picture', bitmap: { width: 128 } });
    expect([...stages]).toEqual(['load', 'text', 'prior', 'decoder', 'vqgan']);
    expect(workers).toHaveLength(1);
    const choices = { provider: 'wasm', residency: null };
    expect(openedIn(workers[0]!)[0]).toMatchObject({ url: 'here', choices });
  });

  it('where memory runs out with all stages held, paints stage by stage, until another model', async () => {
    let failures = 1;
    const { engine, workers } = bench({
      onRun: () => {
        if (failures-- > 0) throw new Error('std::bad_alloc');
      },
    });
    expect((await engine.open('here')).residency).toBe('keep');
    expect((await paint(engine)).kind).toBe('picture');
    expect((await paint(engine)).kind).toBe('picture');
    expect((await engine.open('here')).residency).toBe('release');
    expect((await engine.open('there')).residency).toBe('keep');
    expect(workers.map((worker) => worker.isTerminated)).toEqual([true, true, false]);
  });

  it('says so where memory does not do for one stage', async () => {
    const { engine, workers } = bench({
      onRun: () => {
        throw new Error('std::bad_alloc');
      },
    });
    await engine.open('here');
    expect(await codeOf(paint(engine))).toBe('out-of-memory');
    expect(workers).toHaveLength(2);
  });

  it('needs a package', async () => {
    const { engine, workers } = bench();
    expect(await codeOf(paint(engine))).toBe('bad-request');
    expect(workers).toHaveLength(0);
  });

  it('stops within a step, and goes on in the same worker', async () => {
    const { engine, workers } = bench({}, 60_000);
    await engine.open('here');
    const controller = new AbortController();
    const result = await engine.generate(request, controller.signal, ({ stage }) => {
      if (stage === 'prior') controller.abort();
    });
    expect(result).toEqual({ kind: 'cancelled' });
    expect((await paint(engine)).kind).toBe('picture');
    expect(workers).toHaveLength(1);
  });

  it('ends a worker that does not stop, and opens the package again in a new one', async () => {
    const { engine, workers } = bench();
    await engine.open('here');
    const controller = new AbortController();
    const first = engine.generate(request, controller.signal, ({ stage }) => {
      if (stage !== 'prior' || workers[0]!.isDeaf) return;
      workers[0]!.isDeaf = true;
      controller.abort();
    });
    expect(await first).toEqual({ kind: 'cancelled' });
    // Stop was instant; the next picture waits for the grace period.
    expect(workers[0]!.isTerminated).toBe(false);
    expect((await paint(engine)).kind).toBe('picture');
    expect(workers[0]!.isTerminated).toBe(true);
    expect(askedFor(workers[1]!)).toEqual(['open', 'generate']);
  });

  it('says cancelled for a picture that never started', async () => {
    const { engine, workers } = bench();
    await engine.open('here');
    const controller = new AbortController();
    const [first, second] = [paint(engine), paint(engine, controller.signal)];
    controller.abort();
    expect(await second).toEqual({ kind: 'cancelled' });
    expect((await first).kind).toBe('picture');
    expect(askedFor(workers[0]!).filter((method) => method === 'generate')).toHaveLength(1);
  });

  it('survives a crash', async () => {
    const { engine, workers } = bench();
    await engine.open('here');
    const running = paint(engine);
    await new Promise((resolve) => setTimeout(resolve, 5));
    workers[0]!.crash('RuntimeError: unreachable');
    expect(await codeOf(running)).toBe('engine-crashed');
    expect((await paint(engine)).kind).toBe('picture');
    expect(workers).toHaveLength(2);
  });

  it('replaces a worker whose device is gone, and keeps one that was asked nonsense', async () => {
    let runs = 0;
    const { engine, workers } = bench({
      onRun: () => {
        runs += 1;
        if (runs === 2) throw new Error('Device was lost');
      },
    });
    await engine.open('here');
    const bad = { ...request, seed: 'x' };
    const { signal } = new AbortController();
    expect(await codeOf(engine.generate(bad, signal, () => undefined))).toBe('bad-request');
    expect(workers[0]!.isTerminated).toBe(false);
    expect(await codeOf(paint(engine))).toBe('device-lost');
    expect(workers[0]!.isTerminated).toBe(true);
    expect((await paint(engine)).kind).toBe('picture');
  });

  it('leaves nobody waiting when it is closed', async () => {
    const { engine } = bench();
    await engine.open('here');
    const running = paint(engine);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await engine.close();
    expect(await codeOf(running)).toBe('engine-crashed');
  });

  it('can be told to stop opening', async () => {
    const { engine } = bench();
    const controller = new AbortController();
    const opening = engine.open('here', controller.signal);
    controller.abort();
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
    expect((await engine.open('here')).manifest.id).toBe('fake');
  });
});
