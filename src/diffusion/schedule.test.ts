import { describe, expect, it } from 'vitest';
import reference from '../../models/reference/golden/scheduler.json' with { type: 'json' };
import scheduler from './golden/scheduler.json' with { type: 'json' };
import golden from './golden/timesteps.json' with { type: 'json' };
import {
  alphaBar,
  cosineTimesteps,
  defaultStageCTimesteps,
  noised,
  timestepsFor,
  timestepsFrom,
  uniformTimesteps,
} from './schedule.ts';

/** hash = hash * 31 + bits of each float32, modulo 2^32, as in golden/make.py. */
function bitsHash(values: Float32Array<ArrayBuffer>): number {
  let hash = 0;
  for (const bits of new Uint32Array(values.buffer)) hash = (Math.imul(hash, 31) + bits) >>> 0;
  return hash;
}

/** The reference rounds the cosine's angle to float32: d abar = 2 sqrt(abar) d angle, two ulps. */
const float32Slack = (abar: number) => 5e-7 * Math.sqrt(abar);

describe('alphaBar', () => {
  for (const { options, t, alphaBar: expected } of scheduler.alphaBars) {
    it(`equals DDPMWuerstchenScheduler with ${JSON.stringify(options)}`, () => {
      t.forEach((time, i) => {
        const value = alphaBar(Math.fround(time), options);
        expect(Math.abs(value - expected[i]!)).toBeLessThan(float32Slack(value));
      });
    });
  }

  it('equals models/reference at the times of every case', () => {
    for (const { timesteps, alpha_cumprod, s, scaler } of reference) {
      timesteps.forEach((t, i) => {
        const value = alphaBar(Math.fround(t), { s, scaler });
        expect(Math.abs(value - alpha_cumprod[i]!)).toBeLessThan(float32Slack(value));
      });
    }
  });

  it('is clamped at both ends', () => {
    expect(alphaBar(0)).toBe(0.9999);
    expect(alphaBar(1)).toBe(1e-4);
  });
});

describe('uniformTimesteps', () => {
  it.each(Object.entries(golden.values))('equals torch.linspace for %s steps', (steps, values) => {
    expect(uniformTimesteps(Number(steps))).toEqual(new Float32Array(values));
  });

  it('equals torch.linspace to the bit for many counts', () => {
    for (const [steps, hash] of Object.entries(golden.hashes)) {
      expect(bitsHash(uniformTimesteps(Number(steps))), `${steps} steps`).toBe(hash);
    }
  });

  it.each([0, -1, 1001, 2.5, NaN, Infinity])('refuses %s steps', (steps) => {
    expect(() => uniformTimesteps(steps)).toThrow(
      `Expected steps to be an integer from 1 to 1000; received ${steps}.`,
    );
  });
});

describe('cosineTimesteps', () => {
  it.each(Object.entries(golden.cosine))('equals numpy rounded for %s steps', (steps, values) => {
    expect(cosineTimesteps(Number(steps))).toEqual(new Float32Array(values));
    expect(timestepsFor({ kind: 'cosine', steps: Number(steps) })).toEqual(
      new Float32Array(values),
    );
  });

  it('equals numpy rounded to the bit for many counts', () => {
    for (const [steps, hash] of Object.entries(golden.cosineHashes)) {
      expect(bitsHash(cosineTimesteps(Number(steps))), `${steps} steps`).toBe(hash);
    }
  });

  it('refuses what is no count', () => {
    expect(() => cosineTimesteps(0)).toThrow('Expected steps to be an integer from 1 to 1000');
  });
});

describe('timestepsFor', () => {
  it('gives the lists of models/reference to the bit', () => {
    for (const { schedule, timesteps } of reference) {
      const plan =
        schedule === 'default'
          ? ({ kind: 'authors', steps: 29 } as const)
          : ({ kind: 'uniform', steps: Number(schedule) } as const);
      expect(timestepsFor(plan)).toEqual(new Float32Array(timesteps));
    }
  });

  it('gives the authors’ list to the bit, 29 evaluations, whatever the steps', () => {
    expect(defaultStageCTimesteps()).toEqual(new Float32Array(golden.authors));
    expect(timestepsFor({ kind: 'authors', steps: 7 })).toEqual(defaultStageCTimesteps());
    expect(defaultStageCTimesteps()).toHaveLength(30);
  });

  it('gives uniform lists', () => {
    expect(timestepsFor({ kind: 'uniform', steps: 12 })).toEqual(uniformTimesteps(12));
    expect(() => timestepsFor({ kind: 'uniform', steps: 0 })).toThrow(RangeError);
  });
});

describe('times from a strength on', () => {
  const list = uniformTimesteps(10);

  it('are the whole list at 1, and none at 0', () => {
    expect(timestepsFrom(list, 1)).toEqual(list);
    expect(timestepsFrom(list, 0)).toHaveLength(0);
  });

  it('begin at the strength itself, which takes the place of the nearest time', () => {
    for (const strength of [0.02, 0.31, 0.6, 0.749, 0.99]) {
      const times = [...timestepsFrom(list, strength)];
      expect(times[0]).toBe(Math.fround(strength));
      expect(times.at(-1)).toBe(0);
      expect(times.length - 1).toBe(Math.max(1, Math.round(10 * strength)));
      times.slice(1).forEach((t, i) => expect(t).toBeLessThan(times[i]!));
    }
  });
});

it('a clean latent is noised as it is at that time', () => {
  const [clean, noise] = [Float32Array.of(2, -1), Float32Array.of(0.5, 3)];
  const abar = alphaBar(0.4);
  const expected = [...clean].map((x, i) => Math.sqrt(abar) * x + Math.sqrt(1 - abar) * noise[i]!);
  noised(clean, noise, 0.4).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
});
