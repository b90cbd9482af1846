import { describe, expect, it } from 'vitest';
import { fromBfloat16Array, fromHalf, toHalf, toHalfArray } from './float16.ts';
import { UnstorableValue } from './storable.ts';

describe('float16', () => {
  it('keeps every one of the 65536 halves', () => {
    for (let half = 0; half < 65536; half++) {
      const value = fromHalf(half);
      if (Number.isNaN(value)) expect(Number.isNaN(fromHalf(toHalf(value)))).toBe(true);
      else if (toHalf(value) !== half) throw new Error(`${half} became ${toHalf(value)}`);
    }
  });

  it('rounds to nearest, ties to even', () => {
    let state = 1;
    for (let i = 0; i < 20000; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const value = Math.fround((state / 2 ** 32 - 0.5) * 2 ** ((state % 36) - 20));
      const half = toHalf(value);
      const error = Math.abs(fromHalf(half) - value);
      for (const neighbour of [half - 1, half + 1]) {
        const other = Math.abs(fromHalf(neighbour & 0xffff) - value);
        if (other < error || (other === error && half & 1)) {
          throw new Error(`${value} rounded to ${fromHalf(half)}`);
        }
      }
    }
  });

  it('overflows to infinity beyond 65504', () => {
    expect(fromHalf(toHalf(65504))).toBe(65504);
    expect(fromHalf(toHalf(65519))).toBe(65504);
    expect(fromHalf(toHalf(65520))).toBe(Infinity);
    expect(fromHalf(toHalf(-1e9))).toBe(-Infinity);
  });

  it.each([NaN, Infinity, -Infinity, 65520, -1e9])('refuses to store %d', (bad) => {
    const values = Float32Array.of(1, 65519, bad, -3e-8);
    let error: unknown;
    try {
      toHalfArray(values);
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(UnstorableValue);
    expect(error).toMatchObject({ index: 2, value: Math.fround(bad) });
    expect([...toHalfArray(Float32Array.of(1, 65519, -3e-8))]).toEqual([0x3c00, 0x7bff, 0x8001]);
  });

  it('reads bfloat16 as the upper half of a float32', () => {
    expect([...fromBfloat16Array(Uint16Array.of(0x3f80, 0xc049, 0x0000))]).toEqual([
      1, -3.140625, 0,
    ]);
  });
});
