import { describe, expect, it } from 'vitest';
import { guidanceWeights, isGuided } from './guidance.ts';

describe('guidance', () => {
  it('weights [cond, uncond] as uncond + w (cond - uncond)', () => {
    const [cond, uncond] = [0.3, -1.7];
    const [a, b] = guidanceWeights(4);
    expect(a! * cond + b! * uncond).toBeCloseTo(uncond + 4 * (cond - uncond), 10);
    expect(guidanceWeights(4)).toEqual(new Float32Array([4, -3]));
    expect(guidanceWeights(1.5)).toEqual(new Float32Array([1.5, -0.5]));
  });

  it.each([1, 0.5, 0, -2])('is off at %s', (scale) => {
    expect(isGuided(scale)).toBe(false);
    expect(guidanceWeights(scale)).toEqual(new Float32Array([1]));
  });

  it('is on just above 1', () => {
    expect(isGuided(1.01)).toBe(true);
    expect(guidanceWeights(1.01)).toHaveLength(2);
  });

  it.each([NaN, Infinity])('refuses %s', (scale) => {
    expect(() => guidanceWeights(scale)).toThrow(
      `Expected a finite guidance scale; received ${scale}.`,
    );
  });
});
