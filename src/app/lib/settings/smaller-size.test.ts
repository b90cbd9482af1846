import { expect, it } from 'vitest';
import { fakeManifest } from '../../testing/fake-manifest.ts';
import { smallerSize } from './smaller-size.ts';
import { resolveSize } from './sizes.ts';

const { geometry } = fakeManifest;

it.each([
  [768, 768],
  [512, 512],
  [768, 512],
  [512, 768],
  [768, 256],
])('is a size of the model with less area and about the shape of %i x %i', (width, height) => {
  const smaller = smallerSize({ width, height }, geometry)!;
  expect(smaller.width * smaller.height).toBeLessThanOrEqual(0.7 * width * height);
  const turned = Math.log(smaller.width / smaller.height) - Math.log(width / height);
  expect(Math.abs(turned)).toBeLessThan(0.5);
  expect(resolveSize(String(smaller.width), String(smaller.height), geometry).kind).toBe('valid');
});

it('keeps a square square', () => {
  const smaller = smallerSize({ width: 768, height: 768 }, geometry)!;
  expect(smaller.width).toBe(smaller.height);
});

it('is none for the smallest', () => {
  expect(smallerSize({ width: 256, height: 256 }, geometry)).toBeNull();
});
