import { describe, expect, it, vi } from 'vitest';
import type { Progress } from '../protocol/engine.ts';
import { createLocalEngine } from './local.ts';
import { bench, paint, request } from './testing/bench.ts';
import { fakePackage } from './testing/fake-package.ts';
import { fakeBackend } from './testing/fake-runtime.ts';
import { slowPackage } from './testing/slow-package.ts';

const never = new AbortController().signal;

const soon = () => new Promise((resolve) => setTimeout(resolve, 20));

const count = (log: readonly string[], what: string) =>
  log.filter((line) => line.startsWith(what)).length;

describe('a picture that comes while the model loads', () => {
  it('goes on with that load, and tells how far it is', async () => {
    const { pack, arrive, downloads } = slowPackage();
    const { engine, backends } = await bench({ pack });
    const preparing = engine.prepare(request, never);
    await soon();
    const progress: Progress[] = [];
    const painting = engine.generate(request, never, (step) => progress.push(step));
    await preparing;
    await soon();
    expect(progress).toMatchObject([{ stage: 'load', done: 1 }]);
    arrive();
    expect((await painting).kind).toBe('picture');
    expect(downloads).toEqual(['begun']);
    expect(count(backends[0]!.log, 'create')).toBe(7);
    const load = progress.filter((step) => step.stage === 'load');
    expect(load.at(-1)!.done).toBe(load[0]!.total);
  });

  it('takes the load with it when it is stopped, and the next one begins it anew', async () => {
    const { pack, arrive, downloads } = slowPackage();
    const { engine } = await bench({ pack });
    const preparing = engine.prepare(request, never);
    await soon();
    const stop = new AbortController();
    const painting = engine.generate(request, stop.signal, () => undefined);
    await preparing;
    await soon();
    expect(downloads).toEqual(['begun']);
    stop.abort();
    expect(await painting).toEqual({ kind: 'cancelled' });
    expect(downloads).toEqual(['begun', 'aborted']);
    arrive();
    expect((await paint(engine)).result.kind).toBe('picture');
  });

  /** A load that everybody has left, while a session is still being created. */
  async function abandonedLoad() {
    let go = () => {};
    const isOver = new Promise<void>((resolve) => (go = resolve));
    const { engine, backends } = await bench({
      pause: (what) => (what === 'create prior-condition' ? isOver : undefined),
    });
    const stop = new AbortController();
    const preparing = engine.prepare(request, stop.signal);
    const { log } = backends[0]!;
    await vi.waitFor(() => expect(log).toContain('create prior-condition'));
    const stopped = engine.generate(request, stop.signal, () => undefined);
    stop.abort();
    await preparing;
    expect(await stopped).toEqual({ kind: 'cancelled' });
    return { engine, backends, log, go };
  }

  it('waits for the end of a load that nobody wanted any more, and begins anew', async () => {
    const { engine, log, go } = await abandonedLoad();
    const painting = paint(engine);
    await soon();
    go();
    expect((await painting).result.kind).toBe('picture');
    expect(count(log, 'create')).toBe(7);
  });

  it('is not needed for such a load to be cleared away', async () => {
    const { engine, backends, log, go } = await abandonedLoad();
    const closing = engine.close();
    await soon();
    expect(backends[0]!.closed).toBe(false);
    go();
    await closing;
    expect(count(log, 'create')).toBe(3);
    expect(count(log, 'release')).toBe(3);
    expect(backends[0]!.closed).toBe(true);
  });

  it('gives way to another model', async () => {
    const { pack, downloads } = slowPackage();
    const other = fakePackage();
    const engine = createLocalEngine({
      openSource: (url) => (url === 'slow' ? pack : other).source,
      connect: () => Promise.resolve(fakeBackend()),
    });
    await engine.open('slow');
    const preparing = engine.prepare(request, never);
    await soon();
    const opening = engine.open('other');
    await preparing;
    await opening;
    expect(downloads).toEqual(['begun', 'aborted']);
    expect((await paint(engine)).result.kind).toBe('picture');
  });

  it('can be prepared for once more: the same load serves that, too', async () => {
    const { pack, arrive, downloads } = slowPackage();
    const { engine, backends } = await bench({ pack });
    const first = engine.prepare(request, never);
    await soon();
    const second = engine.prepare({ ...request, prompt: 'an owl' }, never);
    await first;
    arrive();
    await second;
    expect(downloads).toEqual(['begun']);
    expect(count(backends[0]!.log, 'create')).toBe(7);
  });
});
