import { expect, test } from 'vitest';
import { fakeManifest } from '../testing/fake-manifest.ts';
import type { StoredPackage } from '../../package/store/api.ts';
import { distinctPackages, isSamePackage } from './same-package.ts';

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

test('encoders of pictures make another package', () => {
  const sha256 = '2'.repeat(64);
  const imageEncoders = { networks: { compressor: { data: [{ sha256 }] } } };
  const richer = { ...fakeManifest, imageEncoders } as unknown as typeof fakeManifest;
  expect(isSamePackage(fakeManifest, richer)).toBe(false);
});

test('copies of a package stand once, for the one that is used; what is here in part for itself', () => {
  const stored = (key: string, changes: Partial<StoredPackage> = {}) =>
    ({ key, manifest: fakeManifest, complete: true, ...changes }) as StoredPackage;
  const other = { ...fakeManifest, id: 'other' };
  const packages = [
    stored('a'),
    stored('b', { manifest: other }),
    stored('c', { manifest: { ...fakeManifest, limits: [] } }),
    stored('d', { complete: false }),
  ];
  const listed = (preferred: (string | null)[]) =>
    distinctPackages(packages, preferred).map(({ stored, copies }) => [stored.key, ...copies]);
  expect(listed([null, null])).toEqual([['a', 'c'], ['b'], ['d']]);
  expect(listed([null, 'c'])).toEqual([['c', 'a'], ['b'], ['d']]);
  expect(listed(['b', 'a'])).toEqual([['a', 'c'], ['b'], ['d']]);
});
