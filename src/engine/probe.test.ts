import { describe, expect, it } from 'vitest';
import { bench, failureOf, paint } from './testing/bench.ts';
import { fakePackage } from './testing/fake-package.ts';

/** What the fake package ships as the encoding of "". */
const KNOWN = 0.25;

/** A GPU whose text encoder gives these values, and the attentions that ran on it. */
function card(fused: number, decomposed: number) {
  const used: string[] = [];
  const options = {
    provider: 'webgpu' as const,
    onRun: ({ name, attention }: { name: string; attention: string }) =>
      used.push(`${name} ${attention}`),
    spoil: ({ attention }: { attention: string }, output: string) =>
      output !== 'text' ? undefined : attention === 'fused' ? fused : decomposed,
  };
  return { used, options };
}

describe('the probe', () => {
  it('leaves fused attention where it is right, and asks once', async () => {
    const { used, options } = card(KNOWN, KNOWN);
    const { engine } = await bench(options);
    await paint(engine);
    await paint(engine);
    expect(used.every((run) => run.endsWith('fused'))).toBe(true);
    // Once for the probe, once each for the prompt and the negative prompt.
    expect(used.filter((run) => run.startsWith('prior-text-encoder'))).toHaveLength(3);
  });

  it('turns to decomposed attention where fused attention is off', async () => {
    const { used, options } = card(KNOWN * 1.02, KNOWN);
    const { engine, backends } = await bench(options);
    await paint(engine);
    expect(used.filter((run) => run.endsWith('fused'))).toEqual(['prior-text-encoder fused']);
    const { log } = backends[0]!;
    const created = log.filter((line) => line.startsWith('create')).length;
    expect(log.filter((line) => line.startsWith('release'))).toHaveLength(created - 7);
  });

  it.each([KNOWN * 1.5, NaN])('says so when the card is wrong either way: %s', async (value) => {
    const { engine } = await bench(card(value, value).options);
    expect(await failureOf(paint(engine))).toMatchObject({ code: 'bad-output' });
  });

  it('is not needed on the CPU', async () => {
    const { used, options } = card(KNOWN * 2, KNOWN * 2);
    const { engine } = await bench({ ...options, provider: 'wasm' });
    await paint(engine);
    expect(used.filter((run) => run.startsWith('prior-text-encoder'))).toHaveLength(2);
  });

  it('turns to float32 where float16 is wrong, and allows float16 its rounding', async () => {
    const used: string[] = [];
    const card = (off: number) => ({
      provider: 'webgpu' as const,
      float16: true,
      pack: fakePackage({ arithmetics: ['f32', 'f16'] }),
      onRun: ({ name, arithmetic }: { name: string; arithmetic: string }) =>
        used.push(`${name} ${arithmetic}`),
      spoil: ({ arithmetic }: { arithmetic: string }, output: string) =>
        output === 'text' ? KNOWN * (arithmetic === 'f16' ? 1 + off : 1) : undefined,
    });
    await paint((await bench(card(0.02))).engine);
    expect(used.every((run) => run.endsWith('f16'))).toBe(true);
    used.length = 0;
    await paint((await bench(card(0.05))).engine);
    expect(used.filter((run) => run.endsWith('f16'))).toEqual([
      'prior-text-encoder f16',
      'prior-text-encoder f16',
    ]);
  });
});
