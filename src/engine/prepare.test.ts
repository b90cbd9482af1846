import { describe, expect, it } from 'vitest';
import type { Failure, GenerateRequest } from '../protocol/engine.ts';
import { bench, failureOf, paint, request } from './testing/bench.ts';
import { fakePackage } from './testing/fake-package.ts';

const never = new AbortController().signal;

const count = (log: readonly string[], what: string) =>
  log.filter((line) => line.startsWith(what)).length;

/** The bytes of a picture as an engine paints it that has prepared nothing. */
async function plainPicture(changes: Partial<GenerateRequest> = {}): Promise<Buffer> {
  const { engine } = await bench();
  return bytesOf((await paint(engine, changes)).result.bitmap.rgba);
}

const bytesOf = (view: Uint8ClampedArray<ArrayBuffer>) => Buffer.from(view.buffer);

describe('a prepared picture', () => {
  it('is only painted: nothing is loaded or encoded twice, and it is the same picture', async () => {
    const { engine, backends } = await bench();
    await engine.prepare(request, never);
    const { log } = backends[0]!;
    expect(count(log, 'create')).toBe(7);
    const encoded = count(log, 'run prior-text-encoder');
    expect(encoded).toBe(2);
    const { result, progress } = await paint(engine);
    expect(progress.map(({ stage }) => stage)).not.toContain('load');
    expect(count(log, 'create')).toBe(7);
    expect(count(log, 'run prior-text-encoder')).toBe(encoded);
    expect(bytesOf(result.bitmap.rgba).equals(await plainPicture())).toBe(true);
  });

  it('has run every stage at its size, and does so again at another size only', async () => {
    const { engine, backends } = await bench();
    const { log } = backends[0]!;
    const runs = () =>
      ['prior-step', 'decoder-step', 'vqgan-decode'].map((name) => count(log, `run ${name}`));
    await engine.prepare(request, never);
    expect(runs()).toEqual([2, 2, 1]);
    await engine.prepare({ ...request, prompt: 'an owl', seed: '9' }, never);
    expect(runs()).toEqual([2, 2, 1]);
    await engine.prepare({ ...request, width: 256 }, never);
    expect(runs()).toEqual([4, 4, 2]);
    await engine.prepare({ ...request, decoder: { ...request.decoder, guidance: 2 } }, never);
    expect(runs()).toEqual([6, 6, 3]);
    await paint(engine, { width: 384 });
    const painted = runs();
    await engine.prepare({ ...request, width: 384 }, never);
    expect(runs()).toEqual(painted);
  });

  it('is read as it will be painted, its completion included', async () => {
    const completed = { ...request, prompt: 'a fox.', completion: ['at noon'] };
    const { engine, backends } = await bench();
    await engine.prepare(completed, never);
    const { log } = backends[0]!;
    const encoded = count(log, 'run prior-text-encoder');
    await engine.generate(completed, never, () => undefined);
    expect(count(log, 'run prior-text-encoder')).toBe(encoded);
  });

  it('costs nothing where stages do not stay in memory', async () => {
    const pack = fakePackage();
    const { engine, backends } = await bench({ pack, residency: 'release' });
    await engine.prepare(request, never);
    expect(backends[0]!.log).toEqual([]);
    expect(pack.reads).toEqual([]);
  });
});

/** What was done last when a preparation is ended. */
const PHASES = [
  'create prior-text-encoder',
  'create vqgan-decode',
  'run prior-text-encoder',
  'run decoder-text-encoder',
  'run prior-step',
  'run decoder-step',
] as const;

describe('a preparation that is ended', () => {
  it.each(PHASES)('at “%s” stops there, and the picture goes on from it', async (phase) => {
    const controller = new AbortController();
    const { engine, backends } = await bench({
      onDone: (what) => {
        if (what === phase) controller.abort();
      },
    });
    const { log } = backends[0]!;
    await engine.prepare(request, controller.signal);
    expect(log.filter((line) => line === phase)).toHaveLength(1);
    expect(log.at(-1)).toBe(phase);
    const { result } = await paint(engine);
    expect(count(log, 'create')).toBe(7);
    expect(bytesOf(result.bitmap.rgba).equals(await plainPicture())).toBe(true);
  });

  it.each(PHASES)('by a picture at “%s” leaves it all that is there', async (phase) => {
    let picture: ReturnType<typeof paint> | undefined;
    const { engine, backends } = await bench({
      onDone: (what) => {
        if (what === phase) picture ??= paint(engine);
      },
    });
    const { log } = backends[0]!;
    await engine.prepare(request, never);
    // Nothing more than what the picture itself needs.
    const { result } = await picture!;
    expect(count(log, 'create')).toBe(7);
    expect(count(log, 'run prior-text-encoder')).toBe(2);
    const whole = request.prior.steps + request.decoder.steps + 1;
    const isRun = (line: string) => /^run (prior-step|decoder-step|vqgan)/.test(line);
    // Two steps of each stage are run, and the one in hand is finished.
    const spent = { 'run prior-step': 1, 'run decoder-step': 3, 'run vqgan-decode': 5 };
    expect(log.filter(isRun).length - whole).toBe(new Map(Object.entries(spent)).get(phase) ?? 0);
    expect(bytesOf(result.bitmap.rgba).equals(await plainPicture())).toBe(true);
  });

  it('before it began does nothing', async () => {
    const { engine, backends } = await bench();
    await engine.prepare(request, AbortSignal.abort());
    expect(backends[0]!.log).toEqual([]);
  });
});

describe('a preparation that fails', () => {
  it.each([
    ['run', 'device-lost', 2],
    ['run', 'out-of-memory', 2],
    ['create', 'out-of-memory', 2],
  ] as const)(
    'at a %s with %s leaves a fresh device to the picture',
    async (what, code, devices) => {
      let failures = 1;
      const fail = () => {
        if (failures-- > 0)
          throw new Error(code === 'device-lost' ? 'Device was lost' : 'std::bad_alloc');
      };
      const { engine, backends } = await bench({
        [what === 'run' ? 'onRun' : 'onCreate']: ({ name }: { name: string }) => {
          if (name === 'decoder-step') fail();
        },
      });
      expect((await failureOf(engine.prepare(request, never))).code).toBe(code);
      expect(backends[0]!.closed).toBe(true);
      const { result } = await paint(engine);
      expect(backends).toHaveLength(devices);
      expect(bytesOf(result.bitmap.rgba).equals(await plainPicture())).toBe(true);
    },
  );

  it('over a damaged file is met again by the picture, until the file is whole', async () => {
    const { engine, pack } = await bench();
    const path = 'decoder-step.00.bin';
    const bytes = pack.files.get(path)!;
    pack.files.set(path, bytes.slice(0, 4));
    expect((await failureOf(engine.prepare(request, never))).code).toBe('file-corrupt');
    expect((await failureOf(paint(engine))).code).toBe('file-corrupt');
    pack.files.set(path, bytes);
    expect((await paint(engine)).result.kind).toBe('picture');
  });

  it('over a lost device while a picture waits is not that picture’s failure', async () => {
    let lost: Failure | null = null;
    let picture: ReturnType<typeof paint> | undefined;
    const { engine, backends } = await bench({
      onDone: (what) => {
        if (what !== 'run prior-step' || picture) return;
        picture = paint(engine);
        lost = { code: 'device-lost', message: 'gone', hint: 'again' };
      },
      // The next device is well.
      failure: () => (backends.length > 1 ? null : lost),
    });
    await engine.prepare(request, never).catch(() => undefined);
    expect((await picture!).result.kind).toBe('picture');
    expect(backends).toHaveLength(2);
  });

  it('over nonsense in one step only leaves the judgement to the picture', async () => {
    let spoilt = true;
    const { engine } = await bench({
      spoil: ({ name }) => (name === 'vqgan-decode' && spoilt ? 255 << 24 : undefined),
    });
    await engine.prepare(request, never);
    expect((await failureOf(paint(engine))).code).toBe('bad-output');
    spoilt = false;
    expect((await paint(engine)).result.kind).toBe('picture');
  });

  it('says so for a request that is none', async () => {
    const { engine } = await bench();
    const bad = { ...request, width: 200 };
    expect((await failureOf(engine.prepare(bad, never))).code).toBe('bad-request');
  });
});
