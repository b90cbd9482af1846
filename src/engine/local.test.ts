import { describe, expect, it } from 'vitest';
import type { Failure, GenerateRequest } from '../protocol/engine.ts';
import { createLocalEngine } from './local.ts';
import { bench, failureOf, paint, request } from './testing/bench.ts';
import { fakePackage } from './testing/fake-package.ts';
import { fakeBackend } from './testing/fake-runtime.ts';

describe('sessions', () => {
  it('never overlap, even when everything is asked for at once', async () => {
    const { engine, backends } = await bench();
    const pictures = await Promise.all([
      paint(engine),
      paint(engine, { seed: '8' }),
      engine.countTokens('a red fox'),
    ]);
    expect(pictures).toHaveLength(3);
    expect(backends[0]!.log.filter((line) => line.startsWith('create'))).toHaveLength(7);
  });

  it('are kept for small packages', async () => {
    const { engine, backends } = await bench();
    await paint(engine);
    await paint(engine);
    const { log } = backends[0]!;
    expect(log.filter((line) => line.startsWith('create'))).toHaveLength(7);
    expect(log.filter((line) => line.startsWith('release'))).toHaveLength(0);
    await engine.close();
    expect(log.filter((line) => line.startsWith('release'))).toHaveLength(7);
    expect(backends[0]!.closed).toBe(true);
  });

  it('of large packages get their files opened while the one before runs', async () => {
    const pack = fakePackage();
    const opened: string[] = [];
    const { engine } = await bench({
      pack,
      residency: 'release',
      onRun: ({ name }) => opened.push(`${name}: ${pack.reads.at(-1)}`),
    });
    await paint(engine);
    expect(opened).toContain('prior-condition: prior-step.00.bin');
    expect(opened).toContain('prior-step: decoder-condition.00.bin');
    expect(opened).toContain('decoder-step: vqgan-decode.00.bin');
    expect(new Set(pack.reads).size).toBe(pack.reads.length);
  });

  it('are not opened twice where one text encoder serves both stages', async () => {
    const pack = fakePackage({ oneEncoder: true });
    const opened: string[] = [];
    const { engine } = await bench({
      pack,
      residency: 'release',
      onRun: ({ name }) => opened.push(`${name}: ${pack.reads.at(-1)}`),
    });
    await paint(engine);
    expect(opened).toContain('prior-text-encoder: prior-condition.00.bin');
    expect(pack.reads.filter((path) => path === 'prior-text-encoder.00.bin')).toHaveLength(1);
  });

  it('go one by one for large packages', async () => {
    const { engine, backends } = await bench({ residency: 'release' });
    await paint(engine);
    const lifetimes = backends[0]!.log.filter((line) => !line.startsWith('run'));
    expect(lifetimes).toEqual([
      'create prior-text-encoder',
      'release prior-text-encoder',
      'create decoder-text-encoder',
      'release decoder-text-encoder',
      'create prior-condition',
      'release prior-condition',
      'create prior-step',
      'release prior-step',
      'create decoder-condition',
      'release decoder-condition',
      'create decoder-step',
      'release decoder-step',
      'create vqgan-decode',
      'release vqgan-decode',
    ]);
  });

  it('get their weights under the names in the graph', async () => {
    const { engine, backends } = await bench();
    await paint(engine);
    const [data] = backends[0]!.sessionOptions.get('prior-step')!.externalData;
    expect(data).toMatchObject({ path: 'prior-step.00.bin' });
  });

  it.each([
    [true, 'fused'],
    [false, 'decomposed'],
  ])('use the attention that is right here: exact %s', async (fusedAttentionIsExact, expected) => {
    const used = new Set<string>();
    const { engine } = await bench({
      fusedAttentionIsExact,
      onRun: ({ attention }) => used.add(attention),
    });
    await paint(engine);
    expect([...used]).toEqual([expected]);
  });
});

describe('a failing device', () => {
  it('is replaced by the next request', async () => {
    let lost: Failure | null = null;
    let runs = 0;
    const { engine, backends } = await bench({
      onRun: () => {
        runs += 1;
        if (runs === 5) lost = { code: 'device-lost', message: 'gone', hint: 'again' };
      },
      failure: () => lost,
    });
    expect((await failureOf(paint(engine))).code).toBe('device-lost');
    expect(backends[0]!.closed).toBe(true);
    lost = null;
    expect((await paint(engine)).result.kind).toBe('picture');
    expect(backends).toHaveLength(2);
  });

  it('is told apart from other failures of a run', async () => {
    let message = 'std::bad_alloc';
    const { engine } = await bench({
      onRun: () => {
        throw new Error(message);
      },
    });
    expect((await failureOf(paint(engine))).code).toBe('out-of-memory');
    message = 'Non-zero status code returned';
    expect(await failureOf(paint(engine))).toMatchObject({ code: 'internal', message });
  });
});

describe('requests', () => {
  it.each<[string, Partial<GenerateRequest>, RegExp]>([
    ['size', { width: 200 }, /Expected width and height from 128, .*received 200x128/],
    ['seed', { seed: '18446744073709551616' }, /Expected seed .*18446744073709551615; received/],
    ['seed text', { seed: 'x' }, /received "x"/],
    ['steps', { prior: { ...request.prior, steps: 41 } }, /prior.steps .* 1 to 40; received 41/],
    ['half steps', { decoder: { ...request.decoder, steps: 1.5 } }, /decoder.steps/],
    ['guidance', { prior: { ...request.prior, guidance: NaN } }, /prior.guidance .* received NaN/],
  ])('with a bad %s are refused in words', async (_name, changes, message) => {
    const { engine, backends } = await bench();
    const failed = await failureOf(paint(engine, changes));
    expect(failed.code).toBe('bad-request');
    expect(failed.message).toMatch(message);
    expect(backends[0]!.log).toEqual([]);
  });

  it('need an open package', async () => {
    const engine = createLocalEngine({
      openSource: () => fakePackage().source,
      connect: () => Promise.resolve(fakeBackend()),
    });
    expect((await failureOf(engine.countTokens('x'))).code).toBe('bad-request');
    expect((await failureOf(paint(engine))).code).toBe('bad-request');
  });
});

describe('packages', () => {
  it('with a damaged file are refused by its name', async () => {
    const { engine, pack } = await bench();
    const path = 'decoder-step.00.bin';
    const bytes = pack.files.get(path)!;
    pack.files.set(path, bytes.slice(0, 4));
    expect(await failureOf(paint(engine))).toMatchObject({
      code: 'file-corrupt',
      message: `${path} is truncated: expected ${bytes.length} bytes, received 4.`,
    });
    pack.files.set(path, bytes);
    expect((await paint(engine)).result.kind).toBe('picture');
  });

  it('with a wrong manifest are refused field by field', async () => {
    const pack = fakePackage();
    const wrong = { ...pack.manifest, id: 'Not An Id' };
    const engine = createLocalEngine({
      openSource: () => ({ ...pack.source, manifest: () => Promise.resolve(wrong) }),
      connect: () => Promise.resolve(fakeBackend()),
    });
    const failed = await failureOf(engine.open('x'));
    expect(failed.code).toBe('bad-manifest');
    expect(failed.message).toMatch(/id: /);
  });
});
