import { expect, test } from 'vitest';
import { fakeManifest } from '../../testing/fake-manifest.ts';
import {
  commonRatios,
  impossibleSide,
  ratioChoices,
  resolveSize,
  sideRule,
  sizeLike,
  typedRatio,
} from './sizes.ts';

const { geometry } = fakeManifest;

test('the square comes first, at the default size', () => {
  expect(ratioChoices(geometry)[0]).toEqual({ ratio: '1:1', width: 512, height: 512 });
});

test('every wide ratio has its tall twin next to it', () => {
  const [, ...rest] = ratioChoices(geometry);
  expect(rest.length % 2).toBe(0);
  for (let i = 0; i < rest.length; i += 2) {
    expect(rest[i]!.ratio.split(':').reverse().join(':')).toBe(rest[i + 1]!.ratio);
  }
});

test('few buttons keep the plain ratios, in the same order', () => {
  const ratios = commonRatios(ratioChoices(geometry), 5).map((choice) => choice.ratio);
  expect(ratios).toEqual(['1:1', '3:2', '2:3', '2:1', '1:2']);
});

test('empty fields mean the default size', () => {
  const size = { width: 512, height: 512 };
  expect(resolveSize('', ' ', geometry)).toEqual({ kind: 'valid', size });
});

test('an impossible size is answered with the nearest ones', () => {
  const resolved = resolveSize('500', '700', geometry);
  expect(resolved.kind).toBe('impossible');
  expect(resolved.kind === 'impossible' && resolved.offers[0]).toEqual({ width: 512, height: 640 });
});

test('what is no number is impossible, with nothing to offer', () => {
  expect(resolveSize('wide', '512', geometry)).toEqual({ kind: 'impossible', offers: [] });
});

test('the sides that can be painted are told by range and step', () => {
  expect(sideRule(geometry)).toEqual({ least: 256, most: 768, step: 128 });
  expect(sideRule({ ...geometry, minSide: 512, maxSide: 512 })).toEqual({
    least: 512,
    most: 512,
    step: null,
  });
  expect(sideRule({ ...geometry, minSide: 500, maxSide: 501 })).toBeNull();
});

test('of an impossible size the side at fault is known, width first', () => {
  expect(impossibleSide('500', '500', geometry)).toBe('width');
  expect(impossibleSide('', '500', geometry)).toBe('height');
  expect(impossibleSide('wide', '512', geometry)).toBe('width');
  expect(impossibleSide('512', '', geometry)).toBeNull();
});

test('a ratio is known at every size, also where the size cannot be painted', () => {
  expect(typedRatio('768', '512', geometry)).toBe('3:2');
  expect(typedRatio('300', '200', geometry)).toBe('3:2');
  expect(typedRatio('', '', geometry)).toBe('1:1');
  expect(typedRatio('wide', '512', geometry)).toBeNull();
  expect(typedRatio('0', '512', geometry)).toBeNull();
});

test('a picture is painted in its own size or its own shape', () => {
  expect(sizeLike({ width: 256, height: 640 }, geometry)).toEqual({ width: 256, height: 640 });
  expect(sizeLike({ width: 4000, height: 4000 }, geometry)).toEqual({ width: 512, height: 512 });
  expect(sizeLike({ width: 3000, height: 2000 }, geometry)).toEqual({ width: 768, height: 512 });
  expect(sizeLike({ width: 2000, height: 3000 }, geometry)).toEqual({ width: 512, height: 768 });
});
