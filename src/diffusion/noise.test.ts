import { describe, expect, it } from 'vitest';
import reference from '../../models/reference/golden/noise.json' with { type: 'json' };
import golden from './golden/noise.json' with { type: 'json' };
import { TorchGenerator } from './noise.ts';

type ReferenceDraw =
  | { length: number; values: number[] }
  | { length: number; first: number[]; last: number[]; sum: number };

function expectNear(values: Float32Array, expected: number[]): void {
  expect(values).toHaveLength(expected.length);
  const errors = expected.map((value, i) => Math.abs(value - values[i]!));
  expect(Math.max(...errors)).toBeLessThan(1e-6);
}

function expectReference(values: Float32Array, draw: ReferenceDraw): void {
  if ('values' in draw) return expectNear(values, draw.values);
  expect(values).toHaveLength(draw.length);
  expectNear(values.subarray(0, draw.first.length), draw.first);
  expectNear(values.subarray(-draw.last.length), draw.last);
  expect(Math.abs(values.reduce((sum, v) => sum + v, 0) - draw.sum)).toBeLessThan(1e-4);
}

describe('TorchGenerator against models/reference', () => {
  it('equals torch for fresh generators', () => {
    expect(reference.single.length).toBeGreaterThan(50);
    for (const { seed, ...draw } of reference.single) {
      const values = new TorchGenerator(BigInt(seed)).randn(draw.length);
      expectReference(values, draw);
    }
  });

  for (const { seed, lengths, draws } of reference.sequences) {
    it(`carries its state as torch does: seed ${seed}, draws of ${lengths.join(', ')}`, () => {
      const generator = new TorchGenerator(BigInt(seed));
      for (const draw of draws) {
        expectReference(generator.randn(draw.length), draw);
      }
    });
  }
});

describe('TorchGenerator', () => {
  for (const { seed, draws } of golden) {
    const lengths = draws.map((draw) => draw.length);
    it(`equals torch for seed ${seed}, draws of ${lengths.join(', ')} in turn`, () => {
      const generator = new TorchGenerator(BigInt(seed));
      for (const draw of draws) {
        const values = generator.randn(draw.length);
        expect(values).toHaveLength(draw.length);
        expectNear(
          Float32Array.from(draw.at, (i) => values[i]!),
          draw.values,
        );
      }
    });
  }

  it('takes a number and the same bigint alike', () => {
    expect(new TorchGenerator(42).randn(33)).toEqual(new TorchGenerator(42n).randn(33));
  });

  it('draws nothing for length 0', () => {
    const generator = new TorchGenerator(5);
    expect(generator.randn(0)).toHaveLength(0);
    expect(generator.randn(16)).toEqual(new TorchGenerator(5).randn(16));
  });

  it('is normal: moments of a Stage B latent', () => {
    const values = new TorchGenerator(11).randn(4 * 256 * 256);
    const moment = (power: number) =>
      values.reduce((sum, v) => sum + v ** power, 0) / values.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(moment(2)).toBeCloseTo(1, 1);
    expect(moment(4)).toBeCloseTo(3, 0);
  });

  it.each([2 ** 53, 0.5, NaN, 2n ** 64n, -(2n ** 63n) - 1n])('refuses the seed %s', (seed) => {
    expect(() => new TorchGenerator(seed)).toThrow(/^Expected a seed .* received/);
  });

  it.each([-1, 1.5, NaN])('refuses the length %s', (length) => {
    expect(() => new TorchGenerator(0).randn(length)).toThrow(/^Expected a length .* received/);
  });
});
