import { expect, test } from 'vitest';
import { fakeManifest } from '../testing/fake-manifest.ts';
import { isSamePackage } from './same-package.ts';

test('a manifest with its keys in another order, or another description, is the same package', () => {
  const reversed = Object.fromEntries(Object.entries(fakeManifest).reverse());
  expect(isSamePackage(fakeManifest, { ...fakeManifest, ...reversed, limits: [] })).toBe(true);
});

test('another file, precision or id makes another package', () => {
  const changed = structuredClone(fakeManifest);
  changed.networks['prior-step'].graphs[0]!.sha256 = '1'.repeat(64);
  expect(isSamePackage(fakeManifest, changed)).toBe(false);
  expect(isSamePackage(fakeManifest, { ...fakeManifest, precision: 'q4' })).toBe(false);
  expect(isSamePackage(fakeManifest, { ...fakeManifest, id: 'other' })).toBe(false);
});
