import { expect, it } from 'vitest';
import { ENCODINGS } from '../weights/encoding.ts';
import type { Matrix } from '../weights/matrix.ts';
import { WeightPlan } from './weight-plan.ts';

const MIB = 2 ** 20;
/** A matrix of so many bytes in float32; it is never read. */
const matrix = (bytes: number): Matrix => ({
  rows: bytes / 1024,
  columns: 256,
  read: () => Promise.reject(new Error('not read')),
});

function planned(...bytes: number[]): WeightPlan {
  const plan = new WeightPlan('test');
  bytes.forEach((size, i) => plan.add(`m${i}`, matrix(size), ENCODINGS.f32));
  return plan;
}

it('shards are about equally large, and none is much smaller than the others', () => {
  const sizes = planned(...Array.from({ length: 30 }, (_, i) => (9 + (i % 3)) * MIB))
    .shards()
    .map(({ sizeBytes }) => sizeBytes / MIB);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(300);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(128);
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(64);
});

it('a tensor that is larger than a shard has one of its own', () => {
  const shards = planned(10 * MIB, 300 * MIB, 10 * MIB).shards();
  expect(shards.map(({ matrices }) => matrices.map(({ name }) => name))).toEqual([
    ['m0'],
    ['m1'],
    ['m2'],
  ]);
});

it('every part has an aligned place of its own in the shard of its matrix', () => {
  const plan = new WeightPlan('test');
  plan.add('first', matrix(3 * 1024), ENCODINGS.q4);
  plan.add('second', matrix(1024), ENCODINGS.f32);
  const places = ['first', 'first.scales', 'first.zeros', 'second'].map((name) =>
    plan.locate(name),
  );
  let end = 0;
  for (const { shard, offset, length } of places) {
    expect(shard).toBe(0);
    expect(offset % 64).toBe(0);
    expect(offset).toBeGreaterThanOrEqual(end);
    end = offset + length;
  }
  expect(plan.shards()[0]!.sizeBytes).toBe(end);
  expect(() => plan.add('third', matrix(1024), ENCODINGS.f32)).toThrow('third comes after');
  expect(() => plan.locate('third')).toThrow('third has no place in any shard');
});
