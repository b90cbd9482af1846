import { describe, expect, it } from 'vitest';
import { heavyTailed } from '../../../models/precision/heavy-tailed.ts';
import { fromHalf, isBeyondHalf } from './float16.ts';
import { dequantiseRows, quantiseRows } from './quantise.ts';
import { UnstorableValue } from './storable.ts';

const COLUMNS = 256;
const BLOCK = 32;

type Bits = 4 | 8;
const formatOf = (bits: Bits) => ({ bits, block: BLOCK });

/** Root mean square error over root mean square. */
function relativeError(values: Float32Array, stored: Float32Array): number {
  let error = 0;
  let power = 0;
  values.forEach((value, i) => {
    error += (value - stored[i]!) ** 2;
    power += value ** 2;
  });
  return Math.sqrt(error / power);
}

const roundTrip = (values: Float32Array, bits: Bits, columns = COLUMNS) =>
  dequantiseRows(quantiseRows(values, columns, formatOf(bits)), columns, formatOf(bits));

/** The usual way: the largest weight gets the largest code, everything is rounded to nearest. */
function roundToNearest(values: Float32Array, bits: Bits): Float32Array {
  const levels = 2 ** (bits - 1) - 1;
  const result = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += BLOCK) {
    const block = values.subarray(start, start + BLOCK);
    const scale = block.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / levels;
    block.forEach((value, i) => (result[start + i] = Math.round(value / scale) * scale));
  }
  return result;
}

const heavy = heavyTailed(64, COLUMNS, { seed: 1, size: 0.03 });

describe('quantising', () => {
  it.each([
    [4, 0.105, 0.7],
    [8, 0.01, 0.985],
  ] as const)('keeps heavy-tailed weights in %i bits better than rounding', (bits, most, part) => {
    const error = relativeError(heavy, roundTrip(heavy, bits));
    expect(error).toBeLessThan(most);
    expect(error).toBeLessThan(part * relativeError(heavy, roundToNearest(heavy, bits)));
  });

  it.each([4, 8] as const)('is never off by more than what %i bits must cost', (bits) => {
    const stored = roundTrip(heavy, bits);
    for (let start = 0; start < heavy.length; start += BLOCK) {
      const block = heavy.subarray(start, start + BLOCK);
      const range = Math.max(0, ...block) - Math.min(0, ...block);
      // Cutting the largest off may cost it a fifth of the range.
      const most = block.reduce(
        (m, value, i) => Math.max(m, Math.abs(value - stored[start + i]!)),
        0,
      );
      expect(most).toBeLessThan(range * (bits === 4 ? 0.2 : 0.006));
    }
  });

  it.each([4, 8] as const)('gives rows the same %i-bit codes wherever they are cut', (bits) => {
    const whole = quantiseRows(heavy, COLUMNS, formatOf(bits));
    const cut = 24 * COLUMNS;
    const parts = [heavy.subarray(0, cut), heavy.subarray(cut)].map((values) =>
      quantiseRows(values, COLUMNS, formatOf(bits)),
    );
    const join = (pick: (part: (typeof parts)[number]) => ArrayLike<number>) =>
      parts.flatMap((part) => Array.from(pick(part)));
    expect(join(({ codes }) => codes)).toEqual(Array.from(whole.codes));
    expect(join(({ scales }) => scales)).toEqual(Array.from(whole.scales));
    expect(join(({ zeros }) => zeros ?? [])).toEqual(Array.from(whole.zeros ?? []));
  });

  it.each([4, 8] as const)('keeps what it can represent exactly in %i bits', (bits) => {
    const levels = 2 ** bits;
    // Every block reaches the end of the range.
    const code = (i: number) => (i % BLOCK === 5 ? 0 : (i * 37) % levels);
    const values = Float32Array.from({ length: 512 }, (_, i) => 0.25 * (code(i) - levels / 2));
    expect(roundTrip(values, bits, 512)).toEqual(values);
    expect(roundTrip(new Float32Array(64), bits, 64)).toEqual(new Float32Array(64));
    const constant = new Float32Array(64).fill(-1.5);
    expect(relativeError(constant, roundTrip(constant, bits, 64))).toBeLessThan(1e-3);
  });

  it.each([
    ['tiny', 1e-9],
    ['around the smallest float16', 3e-5],
    ['large', 1e3],
  ])('stays finite for weights that are %s', (_, size) => {
    for (const bits of [4, 8] as const) {
      const values = heavyTailed(4, 64, { seed: 3, size });
      const stored = quantiseRows(values, 64, formatOf(bits));
      expect([...stored.scales].every((half) => Number.isFinite(fromHalf(half)))).toBe(true);
      const back = dequantiseRows(stored, 64, formatOf(bits));
      const worst = back.reduce((m, value, i) => Math.max(m, Math.abs(value - values[i]!)), 0);
      // Half a step of the smallest float16 for each of the levels, or the value itself.
      const largest = values.reduce((m, value) => Math.max(m, Math.abs(value)), 0);
      expect(worst).toBeLessThan(Math.max(largest, 2 ** bits * 2 ** -25) * 1.01);
      if (size === 1e3) expect(relativeError(values, back)).toBeLessThan(0.12);
    }
  });

  it('pays for larger blocks with a larger error', () => {
    const error = (block: number) => {
      const format = { bits: 8, block } as const;
      const stored = dequantiseRows(quantiseRows(heavy, COLUMNS, format), COLUMNS, format);
      return relativeError(heavy, stored);
    };
    expect(error(64)).toBeGreaterThan(error(32));
    expect(error(64)).toBeLessThan(1.5 * error(32));
  });

  it.each([NaN, Infinity, -Infinity, 65520, -1e30])('refuses %d, saying where it is', (bad) => {
    const values = heavyTailed(4, 64, { seed: 3, size: 0.03 });
    values[141] = bad;
    for (const bits of [4, 8] as const) {
      let error: unknown;
      try {
        quantiseRows(values, 64, formatOf(bits));
      } catch (caught) {
        error = caught;
      }
      expect(error).toMatchObject({ index: 141, value: Math.fround(bad) });
    }
  });

  it.each([4, 8] as const)(
    'in %i bits takes larger ones for float32, if its scale fits',
    (bits) => {
      const values = heavyTailed(4, 64, { seed: 3, size: 2e4 });
      values[141] = 2e5;
      expect(() => quantiseRows(values, 64, formatOf(bits))).toThrow(UnstorableValue);
      const stored = quantiseRows(values, 64, formatOf(bits), 'f32');
      expect(relativeError(values, dequantiseRows(stored, 64, formatOf(bits)))).toBeLessThan(0.12);
      for (const bad of [NaN, Infinity, 1e30]) {
        values[141] = bad;
        expect(() => quantiseRows(values, 64, formatOf(bits), 'f32')).toThrow('Value 141');
      }
    },
  );

  it('takes the largest float16, and what comes out of a block never exceeds it', () => {
    for (const bits of [4, 8] as const) {
      for (let most = 58000; most <= 65504; most += 36) {
        const values = heavyTailed(1, 64, { seed: most, size: 1000 });
        values[7] = most;
        values[40] = -most;
        let stored;
        try {
          stored = quantiseRows(values, 64, formatOf(bits));
        } catch (error) {
          expect(error).toBeInstanceOf(UnstorableValue);
          expect(most).toBeGreaterThan(6e4);
          continue;
        }
        for (const value of dequantiseRows(stored, 64, formatOf(bits))) {
          expect(isBeyondHalf(value)).toBe(false);
        }
      }
    }
  });

  it('refuses rows that do not divide into blocks', () => {
    expect(() => quantiseRows(new Float32Array(48), 48, formatOf(4))).toThrow('48 weights');
  });
});
