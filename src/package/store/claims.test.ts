import { afterEach, beforeEach, expect, it } from 'vitest';
import { fakePackage } from '../../engine/testing/fake-package.ts';
import { packageFiles } from '../manifest.ts';
import { openFaultServer } from '../testing/fault-server.ts';
import { codeOf, never, nobody, served, StoreBench } from '../testing/store-bench.ts';
import type { Where } from './api.ts';

const pack = fakePackage();
const BIG = 'prior-step.00.bin';

let bench: StoreBench;
let elsewhere: Awaited<ReturnType<typeof openFaultServer>>;
let there: Where;

/** A package of another server that gives a file of the first one another length. */
beforeEach(async () => {
  bench = await StoreBench.start(pack);
  const lie = structuredClone({ ...pack.manifest, id: 'lie' });
  packageFiles(lie).find(({ path }) => path === BIG)!.sizeBytes = 3;
  elsewhere = await openFaultServer(served({ ...pack, manifest: lie }));
  there = { address: { kind: 'folder', url: elsewhere.url } };
});
afterEach(async () => {
  await bench.close();
  await elsewhere.close();
});

it('a manifest that a file on this device proves wrong is refused before anything is fetched', async () => {
  const { key } = await bench.install();
  expect(await codeOf(bench.store.look(there))).toBe('bad-manifest');
  expect(elsewhere.asked.map(({ path }) => path)).toEqual(['manifest.json']);
  expect(await bench.stored()).toMatchObject([{ key, complete: true }]);
  expect(await bench.store.verify(key, never(), nobody)).toEqual({ damaged: [] });
});

it('also where it was looked at before that file came', async () => {
  const offer = await bench.store.look(there);
  const { key } = await bench.install();
  const install = bench.store.install({ key: offer.key, where: there }, never(), nobody);
  expect(await codeOf(install)).toBe('bad-manifest');
  expect(await bench.stored()).toMatchObject([{ key, complete: true }]);
  expect(await bench.store.verify(key, never(), nobody)).toEqual({ damaged: [] });
});

it('and where it is in the store already, whatever of it is fetched', async () => {
  elsewhere.faults.set(BIG, [{ kind: 'status', status: 404 }]);
  expect(await codeOf(bench.install(there))).toBe('file-missing');
  const lie = (await bench.stored())[0]!;
  const { key } = await bench.install();
  expect(await codeOf(bench.store.install({ key: lie.key }, never(), nobody))).toBe('bad-manifest');
  expect(await bench.store.verify(key, never(), nobody)).toEqual({ damaged: [] });
  expect(await bench.stored()).toMatchObject([{ complete: false }, { key, complete: true }]);
});
