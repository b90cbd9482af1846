import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakePackage } from '../../engine/testing/fake-package.ts';
import { packageFiles, PIECE_BYTES } from '../manifest.ts';
import { openFaultServer, type FaultServer } from '../testing/fault-server.ts';
import { memoryFiles } from '../testing/memory-files.ts';
import { codeOf, never, nobody, served, StoreBench } from '../testing/store-bench.ts';
import type { StoreProgress, Where } from './api.ts';
import { noFiles } from './files.ts';
import { useLock } from './lock-names.ts';

const pack = fakePackage();
const BIG = 'prior-step.00.bin';

let bench: StoreBench;
let server: FaultServer;
let where: Where;

beforeEach(async () => {
  bench = await StoreBench.start(pack);
  ({ server, where } = bench);
});
afterEach(() => bench.close());

const weights = (paths: string[]) => paths.filter((path) => path !== 'manifest.json');

describe('installing', () => {
  it('shows what it is and how large, and stores nothing before', async () => {
    const offer = await bench.store.look(where);
    expect(offer).toMatchObject({ address: where.address, manifest: { id: 'fake' } });
    expect(offer.missingBytes).toBe(offer.totalBytes);
    expect(offer.key).toMatch(/^fake-[0-9a-f]{16}$/);
    expect(server.asked.map(({ path }) => path)).toEqual(['manifest.json']);
    expect(await bench.stored()).toEqual([]);
    expect(bench.files.contents.size).toBe(0);
  });

  it('brings every file once, a few at a time', async () => {
    const offer = await bench.install();
    expect(await bench.stored()).toMatchObject([
      { key: offer.key, complete: true, hereBytes: offer.totalBytes, paused: false },
    ]);
    const asked = weights(server.asked.map(({ path }) => path));
    expect(new Set(asked).size).toBe(asked.length);
    expect(server.busiest).toBeLessThanOrEqual(3);
    expect((await bench.store.state()).usedBytes).toBe(offer.totalBytes);
    expect((await bench.store.look(where)).missingBytes).toBe(0);
  });

  it('tells progress whose total is constant, which never falls and ends at the total', async () => {
    server.faults.set(BIG, [{ kind: 'corrupt' }]);
    const seen: StoreProgress[] = [];
    const offer = await bench.install(where, (progress) => seen.push(progress));
    expect(new Set(seen.map(({ totalBytes }) => totalBytes))).toEqual(new Set([offer.totalBytes]));
    seen.reduce((before, { doneBytes }) => {
      expect(doneBytes).toBeGreaterThanOrEqual(before);
      return doneBytes;
    }, 0);
    expect(seen.at(-1)!.doneBytes).toBe(offer.totalBytes);
    expect(seen.filter(({ trouble }) => trouble).map(({ trouble }) => trouble!.path)).toEqual([
      BIG,
    ]);
  });

  it('is paused by its signal, listed, and gone on with after another start', async () => {
    const offer = await bench.store.look(where);
    const pause = new AbortController();
    const result = await bench.store.install(
      { key: offer.key, where },
      pause.signal,
      ({ doneBytes }) => {
        if (doneBytes > offer.totalBytes / 3) pause.abort();
      },
    );
    expect(result).toEqual({ kind: 'paused' });
    bench.store = bench.open();
    const [partial] = await bench.stored();
    expect(partial).toMatchObject({ complete: false, paused: true });
    expect(partial!.hereBytes).toBeGreaterThan(0);
    const before = server.asked.length;
    await bench.store.install({ key: offer.key }, never(), nobody);
    expect((await bench.stored())[0]).toMatchObject({ complete: true, paused: false });
    // Neither the manifest nor what was here already is asked for again.
    expect(server.asked.length - before).toBeLessThan(packageFiles(pack.manifest).length);
    expect(server.asked.slice(before).map(({ path }) => path)).not.toContain('manifest.json');
  });

  it('needs room, and says how much', async () => {
    bench.estimate = () => ({ quota: 3000, usage: 2000 });
    const offer = await bench.store.look(where);
    expect(await codeOf(bench.store.install({ key: offer.key, where }, never(), nobody))).toBe(
      'storage-full',
    );
    expect(server.asked.map(({ path }) => path)).not.toContain(BIG);
  });

  it('stops all downloads when one fails, keeps what came, and fetches the rest later', async () => {
    server.faults.set(BIG, [{ kind: 'status', status: 404 }]);
    expect(await codeOf(bench.install())).toBe('file-missing');
    expect(await bench.stored()).toMatchObject([{ complete: false, paused: false }]);
    const [partial] = await bench.stored();
    await bench.store.install({ key: partial!.key }, never(), nobody);
    expect(await bench.stored()).toMatchObject([{ complete: true }]);
  });

  it('takes back what it looked at where the source has changed since', async () => {
    const offer = await bench.store.look(where);
    server.files.set(
      'manifest.json',
      Buffer.from(JSON.stringify({ ...pack.manifest, name: 'Newer' })),
    );
    expect(await codeOf(bench.store.install({ key: offer.key, where }, never(), nobody))).toBe(
      'file-corrupt',
    );
    expect(await bench.stored()).toEqual([]);
  });

  it.each([
    ['no JSON', '{"a":'],
    ['another kind of JSON', '{"a":1}'],
  ])('refuses a manifest that is %s', async (_name, text) => {
    server.files.set('manifest.json', Buffer.from(text));
    expect(await codeOf(bench.store.look(where))).toBe('bad-manifest');
  });
});

describe('several tabs', () => {
  it('never work on the same package', async () => {
    const offer = await bench.store.look(where);
    server.bytesPerSecond = 200_000;
    const first = bench.store.install({ key: offer.key, where }, never(), nobody);
    const other = bench.open();
    expect(await codeOf(other.install({ key: offer.key, where }, never(), nobody))).toBe('in-use');
    expect(await codeOf(other.remove(offer.key))).toBe('in-use');
    server.bytesPerSecond = null;
    await first;
    expect(await bench.stored()).toMatchObject([{ complete: true }]);
  });

  it('share the files of two packages', async () => {
    const first = await bench.store.look(where);
    const second = { ...pack.manifest, id: 'second' };
    const elsewhere = await openFaultServer(served({ ...pack, manifest: second }));
    const there: Where = { address: { kind: 'folder', url: elsewhere.url } };
    const other = bench.open();
    const offer = await other.look(there);
    await Promise.all([
      bench.store.install({ key: first.key, where }, never(), nobody),
      other.install({ key: offer.key, where: there }, never(), nobody),
    ]);
    const asked = weights([...server.asked, ...elsewhere.asked].map(({ path }) => path));
    expect(new Set(asked).size).toBe(asked.length);
    await bench.store.remove(first.key);
    expect(await bench.stored()).toMatchObject([{ key: offer.key, complete: true }]);
    await bench.store.remove(offer.key);
    expect((await bench.store.state()).usedBytes).toBe(0);
    await elsewhere.close();
  });

  it('do not delete what another one paints from', async () => {
    const { key } = await bench.install();
    await bench.locks.whenFree(useLock(key), undefined, async () => {
      expect(await codeOf(bench.store.remove(key))).toBe('in-use');
    });
    await bench.store.remove(key);
    expect(await bench.stored()).toEqual([]);
    expect([bench.files.contents.size, bench.files.records.size]).toEqual([0, 0]);
  });
});

it('verifying finds what was damaged on the disk, and only that is fetched again', async () => {
  const { key, totalBytes } = await bench.install();
  const seen: StoreProgress[] = [];
  expect(await bench.store.verify(key, never(), (progress) => seen.push(progress))).toEqual({
    damaged: [],
  });
  expect(seen.at(-1)).toMatchObject({ doneBytes: totalBytes, totalBytes });
  const entry = packageFiles(pack.manifest).find(({ path }) => path === BIG)!;
  bench.files.contents.get(entry.sha256)![3]! ^= 1;
  expect(await bench.store.verify(key, never(), nobody)).toEqual({ damaged: [BIG] });
  expect(await bench.stored()).toMatchObject([{ complete: false }]);
  const before = server.asked.length;
  await bench.store.install({ key }, never(), nobody);
  expect(server.asked.slice(before).map(({ path }) => path)).toEqual([BIG]);
  expect(await bench.store.verify(key, never(), nobody)).toEqual({ damaged: [] });
});

it('verifying keeps what is right of a damaged file, where its pieces have hashes', async () => {
  const content = randomBytes(PIECE_BYTES + 1000);
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const manifest = structuredClone(pack.manifest);
  const entry = packageFiles(manifest).find(({ path }) => path === BIG)!;
  entry.sizeBytes = content.length;
  entry.sha256 = sha256(content);
  entry.pieces = [content.subarray(0, PIECE_BYTES), content.subarray(PIECE_BYTES)].map(sha256);
  server.files = served({ ...pack, manifest });
  server.files.set(BIG, content);
  const { key } = await bench.install();
  bench.files.contents.get(entry.sha256)![3]! ^= 1;
  expect(await bench.store.verify(key, never(), nobody)).toEqual({ damaged: [BIG] });
  expect(await bench.stored()).toMatchObject([{ complete: false }]);
  const before = server.asked.length;
  await bench.store.install({ key }, never(), nobody);
  expect(server.asked.slice(before)).toMatchObject([{ path: BIG, range: 'bytes=0-4194303' }]);
  expect(await bench.store.verify(key, never(), nobody)).toEqual({ damaged: [] });
});

it('where the browser keeps nothing, packages can be looked at but not installed', async () => {
  bench.files = { ...memoryFiles(), ...noFiles('private window') };
  bench.store = bench.open();
  expect(await bench.store.state()).toMatchObject({ available: false, packages: [] });
  const offer = await bench.store.look(where);
  expect(offer.missingBytes).toBe(offer.totalBytes);
  expect(await codeOf(bench.store.install({ key: offer.key, where }, never(), nobody))).toBe(
    'no-storage',
  );
});
