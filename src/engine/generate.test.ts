import { describe, expect, it } from 'vitest';
import type { GenerateRequest } from '../protocol/engine.ts';
import { bench, failureOf, paint, request } from './testing/bench.ts';
import { fakePackage } from './testing/fake-package.ts';
import { liveTensors } from './testing/fake-runtime.ts';

const STAGES = ['load', 'text', 'prior', 'decoder', 'vqgan'] as const;

/** vitest's own comparison takes a second for a picture. */
function sameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const bytes = (view: ArrayBufferView) => Buffer.from(view.buffer as ArrayBuffer);
  return bytes(a).equals(bytes(b));
}

describe('progress', () => {
  const variants: [string, Partial<GenerateRequest>][] = [
    ['defaults', {}],
    ['one step each', { prior: { ...request.prior, steps: 1 } }],
    ['authors schedule', { prior: { ...request.prior, schedule: 'authors' } }],
    ['guided decoder', { decoder: { ...request.decoder, guidance: 2 } }],
    ['multistep solver', { prior: { ...request.prior, solver: 'dpm++2m' }, wantPreview: true }],
    ['empty texts', { prompt: '', negative: '' }],
    ['wide', { width: 384, height: 128, wantLatents: true }],
  ];

  for (const residency of ['keep', 'release'] as const) {
    it.each(variants)(`keeps its promises, ${residency}: %s`, async (_name, changes) => {
      const { engine } = await bench({ residency });
      for (const round of [1, 2]) {
        const { progress } = await paint(engine, changes);
        const stages = progress.map(({ stage }) => stage);
        expect([...new Set(stages)]).toEqual(
          round === 2 && residency === 'keep' ? STAGES.slice(1) : STAGES,
        );
        expect(stages).toEqual([...stages].sort((a, b) => STAGES.indexOf(a) - STAGES.indexOf(b)));
        for (const stage of new Set(stages)) {
          const steps = progress.filter((step) => step.stage === stage);
          expect(new Set(steps.map(({ total }) => total)).size).toBe(1);
          const done = steps.map((step) => step.done);
          expect(done).toEqual([...done].sort((a, b) => a - b));
          expect(done.at(-1)).toBe(steps[0]!.total);
        }
      }
    });
  }

  it('counts evaluations, and shows the latent when asked', async () => {
    const { engine } = await bench();
    const { progress } = await paint(engine, { wantPreview: true });
    const prior = progress.filter((step) => step.stage === 'prior');
    expect(prior.map(({ done }) => done)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(prior.slice(1).every(({ preview }) => preview?.rgba.length === 3 * 3 * 4)).toBe(true);
  });
});

describe('pictures', () => {
  it('have the same bytes for the same request, on any engine, whatever was cached', async () => {
    const first = await bench();
    const { result } = await paint(first.engine, { wantLatents: true });
    await paint(first.engine, { prompt: 'blurry', negative: 'a red fox' });
    const again = await paint(first.engine, { wantLatents: true });
    const released = await bench({ residency: 'release' });
    const elsewhere = await paint(released.engine, { wantLatents: true });
    for (const other of [again.result, elsewhere.result]) {
      expect(sameBytes(other.bitmap.rgba, result.bitmap.rgba)).toBe(true);
      expect(sameBytes(other.latents!.prior.data, result.latents!.prior.data)).toBe(true);
      expect(sameBytes(other.latents!.decoder.data, result.latents!.decoder.data)).toBe(true);
    }
  });

  it.each([
    ['seed', { seed: '8' }],
    ['prompt', { prompt: 'an owl' }],
    ['negative', { negative: 'neon' }],
    ['steps', { prior: { ...request.prior, steps: 6 } }],
    ['guidance', { decoder: { ...request.decoder, guidance: 3 } }],
    ['solver', { decoder: { ...request.decoder, solver: 'ddim' as const } }],
  ])('depend on the %s', async (_name, changes) => {
    const { engine } = await bench();
    const { result } = await paint(engine);
    const other = await paint(engine, changes);
    expect(sameBytes(other.result.bitmap.rgba, result.bitmap.rgba)).toBe(false);
  });

  it('report sizes, times and latents', async () => {
    const { engine } = await bench();
    const { result } = await paint(engine, { width: 384, height: 128, wantLatents: true });
    expect(result.bitmap).toMatchObject({ width: 384, height: 128 });
    expect(result.bitmap.rgba.length).toBe(384 * 128 * 4);
    expect(result.latents?.prior).toMatchObject({ channels: 16, height: 3, width: 9 });
    expect(result.latents?.decoder).toMatchObject({ channels: 4, height: 32, width: 96 });
    expect(Object.keys(result.timesMs)).toEqual([...STAGES]);
  });

  it.each(['ddpm', 'dpm++2m'] as const)('leave no tensor behind, %s', async (solver) => {
    const { engine } = await bench({ onDevice: true, residency: 'release' });
    const run = () =>
      paint(engine, { prior: { ...request.prior, steps: 20, solver }, wantPreview: true });
    await run();
    const before = liveTensors();
    await run();
    // Per step: time, coefficients, noise; the rest is a handful of inputs. No outputs.
    expect(liveTensors() - before).toBeLessThan(3 * 23 + 16);
  });
});

describe('texts', () => {
  it('are encoded once, and the empty one never', async () => {
    const { engine, backends } = await bench();
    await paint(engine, { negative: '' });
    await paint(engine, { negative: '', seed: '9' });
    const runs = backends[0]!.log.filter((line) => line === 'run prior-text-encoder');
    expect(runs).toHaveLength(1);
  });

  it('are not encoded where guidance is off', async () => {
    const { engine, backends } = await bench();
    await paint(engine, { prior: { ...request.prior, guidance: 1 } });
    expect(backends[0]!.log.filter((line) => line === 'run prior-text-encoder')).toHaveLength(1);
  });
});

describe('cancelling', () => {
  it.each(['text', 'prior', 'decoder', 'vqgan'] as const)('ends in %s', async (stage) => {
    const { engine, backends } = await bench();
    const controller = new AbortController();
    const result = await engine.generate(request, controller.signal, (step) => {
      if (step.stage === stage) controller.abort();
    });
    expect(result).toEqual({ kind: 'cancelled' });
    const runs = backends[0]!.log.filter((line) => line === 'run decoder-step').length;
    if (stage === 'prior') expect(runs).toBe(0);
    expect((await paint(engine)).result.kind).toBe('picture');
  });

  it('ends while loading, before and after', async () => {
    const { engine } = await bench();
    const loading = new AbortController();
    const signal = loading.signal;
    const result = engine.generate(request, signal, ({ stage }) => {
      if (stage === 'load') loading.abort();
    });
    expect(await result).toEqual({ kind: 'cancelled' });
    expect(await engine.generate(request, signal, () => undefined)).toEqual({ kind: 'cancelled' });
  });
});

describe('bad output', () => {
  const isStep = (name: string, output: string) => name === 'prior-step' && output === 'next';

  it('is a failure, never a picture', async () => {
    const nan = await bench({
      spoil: ({ name }, output) => (isStep(name, output) ? NaN : undefined),
    });
    expect(await failureOf(paint(nan.engine))).toMatchObject({
      code: 'bad-output',
      message: 'Stage C produced values that are not numbers.',
    });
    const black = await bench({
      spoil: ({ name }) => (name === 'vqgan-decode' ? 255 << 24 : undefined),
    });
    expect((await failureOf(paint(black.engine))).code).toBe('bad-output');
    const red = await bench({
      spoil: ({ name }) => (name === 'vqgan-decode' ? (255 << 24) | 255 : undefined),
    });
    expect(await failureOf(paint(red.engine))).toMatchObject({
      code: 'bad-output',
      message: 'The picture came out in a single colour.',
    });
  });

  it('in one band of Stage A is found, too, and mended in float32', async () => {
    const pack = fakePackage({ arithmetics: ['f16', 'f32'] });
    // So large that a picture takes several bands.
    pack.manifest.vqgan = { halo: 3 };
    for (const graph of pack.manifest.networks['vqgan-decode'].graphs) {
      graph.largestTensorBytes = 1e10;
    }
    let bands = 0;
    const { engine } = await bench({
      pack,
      float16: true,
      spoil: ({ name, arithmetic }) => {
        if (name !== 'vqgan-decode' || arithmetic !== 'f16') return undefined;
        return ++bands === 2 ? 255 << 24 : undefined;
      },
    });
    const { restarts, result } = await paint(engine, { width: 512, height: 512 });
    expect(bands).toBeGreaterThan(1);
    expect(restarts).toEqual(['float32']);
    expect(result.kind).toBe('picture');
  });

  it('in float16 is tried again in float32, which is told, without progress going back', async () => {
    const { engine } = await bench({
      pack: fakePackage({ arithmetics: ['f16', 'f32'] }),
      float16: true,
      spoil: ({ name, arithmetic }, output) =>
        isStep(name, output) && arithmetic === 'f16' ? NaN : undefined,
    });
    const { attempts, restarts } = await paint(engine);
    for (const progress of attempts) {
      const prior = progress.filter(({ stage }) => stage === 'prior').map(({ done }) => done);
      expect(prior).toEqual([...prior].sort((a, b) => a - b));
    }
    expect(attempts).toHaveLength(2);
    expect(restarts).toEqual(['float32']);
    const next = await paint(engine);
    expect(next.result.kind).toBe('picture');
    expect(next.restarts).toEqual([]);
  });
});

describe('graphs', () => {
  it('avoid tensors that do not fit into a binding, where there is a choice', async () => {
    const pack = fakePackage();
    for (const graph of pack.manifest.networks['decoder-step'].graphs) {
      graph.largestTensorBytes = graph.attention === 'fused' ? 1e9 : 1e8;
    }
    const used = new Set<string>();
    const onRun = ({ name, attention }: { name: string; attention: string }) =>
      used.add(`${name} ${attention}`);
    await paint((await bench({ pack, onRun, bindingBytes: 2 ** 27 })).engine);
    expect(used).toContain('decoder-step decomposed');
    expect(used).toContain('prior-step fused');
    used.clear();
    await paint((await bench({ pack, onRun, bindingBytes: 2 ** 31 })).engine);
    expect(used).toContain('decoder-step fused');
  });

  it('of Stage A run in bands where a picture would need large tensors', async () => {
    const size = { width: 512, height: 512 };
    const whole = await paint((await bench()).engine, size);
    const pack = fakePackage();
    pack.manifest.vqgan = { halo: 3 };
    for (const graph of pack.manifest.networks['vqgan-decode'].graphs) {
      graph.largestTensorBytes = 1e10;
    }
    const { engine, backends } = await bench({ pack });
    const banded = await paint(engine, size);
    const runs = backends[0]!.log.filter((line) => line === 'run vqgan-decode');
    expect(runs.length).toBeGreaterThan(2);
    expect(banded.result.bitmap).toEqual(whole.result.bitmap);
  });

  it('of one text encoder for both stages run once, in one session', async () => {
    const { engine, backends } = await bench({ pack: fakePackage({ oneEncoder: true }) });
    await paint(engine);
    const { log } = backends[0]!;
    expect(log.filter((line) => line === 'create prior-text-encoder')).toHaveLength(1);
    // The prompt and the negative prompt; Stage B, not guided, has the prompt from the same run.
    expect(log.filter((line) => line === 'run prior-text-encoder')).toHaveLength(2);
    expect(log.filter((line) => line.includes('decoder-text-encoder'))).toEqual([]);
  });
});
