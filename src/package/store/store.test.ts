import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakePackage } from '../../engine/testing/fake-package.ts';
import { httpOrigin } from '../http-origin.ts';
import { hubOrigin } from '../hub-origin.ts';
import { localOrigin, type LocalFile } from '../local-origin.ts';
import { packageFiles, PIECE_BYTES, type Manifest } from '../manifest.ts';
import type { PackageOrigin } from '../origin.ts';
import { PackageError, type PackageErrorCode } from '../source.ts';
import { openFaultServer, type FaultServer } from '../testing/fault-server.ts';
import { memoryFiles, type MemoryFiles } from '../testing/memory-files.ts';
import { tabLocks } from '../testing/tab-locks.ts';
import type { Offer, StoreProgress, Where } from './api.ts';
import { fileJobs } from './file-jobs.ts';
import { noFiles } from './files.ts';
import { useLock } from './lock-names.ts';
import { Store, type StoreLocks } from './store.ts';

const pack = fakePackage();
const BIG = 'prior-step.00.bin';

let server: FaultServer;
let files: MemoryFiles;
let locks: StoreLocks;
let freeBytes: number | null;
let store: Store;
let where: Where;

function openOrigin({ address, local }: Where, signal?: AbortSignal): Promise<PackageOrigin> {
  if (address.kind === 'folder') return Promise.resolve(httpOrigin(address.url));
  if (address.kind === 'local') return Promise.resolve(localOrigin(address.name, local ?? []));
  return hubOrigin(address, { endpoint: new URL('/', server.url).href.slice(0, -1) }, signal);
}

function openStore(): Store {
  return new Store({
    files,
    locks,
    openOrigin,
    jobs: fileJobs({
      files,
      openOrigin,
      retry: {
        tries: 3,
        wrongTries: 2,
        firstMs: 1,
        longestMs: 1,
        random: () => 1,
        wait: () => Promise.resolve(),
      },
    }),
    freeBytes: () => Promise.resolve(freeBytes),
    nowMs: () => Date.now(),
  });
}

const served = (manifest: Manifest) =>
  new Map([
    ...[...pack.files].map(([path, bytes]): [string, Buffer] => [path, Buffer.from(bytes)]),
    ['manifest.json', Buffer.from(JSON.stringify(manifest))],
  ]);

beforeEach(async () => {
  server = await openFaultServer(served(pack.manifest));
  files = memoryFiles();
  locks = tabLocks();
  freeBytes = null;
  store = openStore();
  where = { address: { kind: 'folder', url: server.url } };
});
afterEach(() => server.close());

const never = () => new AbortController().signal;
const nobody = () => undefined;

async function install(from: Where = where, onProgress: (p: StoreProgress) => void = nobody) {
  const offer = await store.look(from);
  await store.install({ key: offer.key, where: from }, never(), onProgress);
  return offer;
}

async function codeOf(promise: Promise<unknown>): Promise<PackageErrorCode> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (error instanceof PackageError) return error.code;
  throw new Error('Expected a PackageError', { cause: error });
}

const stored = async () => (await store.state()).packages;
const weights = (paths: string[]) => paths.filter((path) => path !== 'manifest.json');

describe('installing', () => {
  it('shows what it is and how large, and stores nothing before', async () => {
    const offer = await store.look(where);
    expect(offer).toMatchObject({ address: where.address, manifest: { id: 'fake' } });
    expect(offer.missingBytes).toBe(offer.totalBytes);
    expect(offer.key).toMatch(/^fake-[0-9a-f]{16}$/);
    expect(server.asked.map(({ path }) => path)).toEqual(['manifest.json']);
    expect(await stored()).toEqual([]);
    expect(files.contents.size).toBe(0);
  });

  it('brings every file once, a few at a time', async () => {
    const offer = await install();
    expect(await stored()).toMatchObject([
      { key: offer.key, complete: true, hereBytes: offer.totalBytes, paused: false },
    ]);
    const asked = weights(server.asked.map(({ path }) => path));
    expect(new Set(asked).size).toBe(asked.length);
    expect(server.busiest).toBeLessThanOrEqual(3);
    expect((await store.state()).usedBytes).toBe(offer.totalBytes);
    expect((await store.look(where)).missingBytes).toBe(0);
  });

  it('tells progress whose total is constant, which never falls and ends at the total', async () => {
    server.faults.set(BIG, [{ kind: 'corrupt' }]);
    const seen: StoreProgress[] = [];
    const offer = await install(where, (progress) => seen.push(progress));
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
    const offer = await store.look(where);
    const pause = new AbortController();
    const result = await store.install({ key: offer.key, where }, pause.signal, ({ doneBytes }) => {
      if (doneBytes > offer.totalBytes / 3) pause.abort();
    });
    expect(result).toEqual({ kind: 'paused' });
    store = openStore();
    const [partial] = await stored();
    expect(partial).toMatchObject({ complete: false, paused: true });
    expect(partial!.hereBytes).toBeGreaterThan(0);
    const before = server.asked.length;
    await store.install({ key: offer.key }, never(), nobody);
    expect((await stored())[0]).toMatchObject({ complete: true, paused: false });
    // Neither the manifest nor what was here already is asked for again.
    expect(server.asked.length - before).toBeLessThan(packageFiles(pack.manifest).length);
    expect(server.asked.slice(before).map(({ path }) => path)).not.toContain('manifest.json');
  });

  it('needs room, and says how much', async () => {
    freeBytes = 1000;
    const offer = await store.look(where);
    expect(await codeOf(store.install({ key: offer.key, where }, never(), nobody))).toBe(
      'storage-full',
    );
    expect(server.asked.map(({ path }) => path)).not.toContain(BIG);
  });

  it('stops all downloads when one fails, keeps what came, and fetches the rest later', async () => {
    server.faults.set(BIG, [{ kind: 'status', status: 404 }]);
    expect(await codeOf(install())).toBe('file-missing');
    expect(await stored()).toMatchObject([{ complete: false, paused: false }]);
    const [partial] = await stored();
    await store.install({ key: partial!.key }, never(), nobody);
    expect(await stored()).toMatchObject([{ complete: true }]);
  });

  it('takes back what it looked at where the source has changed since', async () => {
    const offer = await store.look(where);
    server.files.set(
      'manifest.json',
      Buffer.from(JSON.stringify({ ...pack.manifest, name: 'Newer' })),
    );
    expect(await codeOf(store.install({ key: offer.key, where }, never(), nobody))).toBe(
      'file-corrupt',
    );
    expect(await stored()).toEqual([]);
  });

  it.each([
    ['no JSON', '{"a":'],
    ['another kind of JSON', '{"a":1}'],
  ])('refuses a manifest that is %s', async (_name, text) => {
    server.files.set('manifest.json', Buffer.from(text));
    expect(await codeOf(store.look(where))).toBe('bad-manifest');
  });
});

describe('several tabs', () => {
  it('never work on the same package', async () => {
    const offer = await store.look(where);
    server.bytesPerSecond = 200_000;
    const first = store.install({ key: offer.key, where }, never(), nobody);
    const other = openStore();
    expect(await codeOf(other.install({ key: offer.key, where }, never(), nobody))).toBe('in-use');
    expect(await codeOf(other.remove(offer.key))).toBe('in-use');
    server.bytesPerSecond = null;
    await first;
    expect(await stored()).toMatchObject([{ complete: true }]);
  });

  it('share the files of two packages', async () => {
    const first = await store.look(where);
    const second = { ...pack.manifest, id: 'second' };
    const elsewhere = await openFaultServer(served(second));
    const there: Where = { address: { kind: 'folder', url: elsewhere.url } };
    const other = openStore();
    const offer = await other.look(there);
    await Promise.all([
      store.install({ key: first.key, where }, never(), nobody),
      other.install({ key: offer.key, where: there }, never(), nobody),
    ]);
    const asked = weights([...server.asked, ...elsewhere.asked].map(({ path }) => path));
    expect(new Set(asked).size).toBe(asked.length);
    await store.remove(first.key);
    expect(await stored()).toMatchObject([{ key: offer.key, complete: true }]);
    await store.remove(offer.key);
    expect((await store.state()).usedBytes).toBe(0);
    await elsewhere.close();
  });

  it('do not delete what another one paints from', async () => {
    const { key } = await install();
    await locks.whenFree(useLock(key), undefined, async () => {
      expect(await codeOf(store.remove(key))).toBe('in-use');
    });
    await store.remove(key);
    expect(await stored()).toEqual([]);
    expect([files.contents.size, files.records.size]).toEqual([0, 0]);
  });
});

it('verifying finds what was damaged on the disk, and only that is fetched again', async () => {
  const { key, totalBytes } = await install();
  const seen: StoreProgress[] = [];
  expect(await store.verify(key, never(), (progress) => seen.push(progress))).toEqual({
    damaged: [],
  });
  expect(seen.at(-1)).toMatchObject({ doneBytes: totalBytes, totalBytes });
  const entry = packageFiles(pack.manifest).find(({ path }) => path === BIG)!;
  files.contents.get(entry.sha256)![3]! ^= 1;
  expect(await store.verify(key, never(), nobody)).toEqual({ damaged: [BIG] });
  expect(await stored()).toMatchObject([{ complete: false }]);
  const before = server.asked.length;
  await store.install({ key }, never(), nobody);
  expect(server.asked.slice(before).map(({ path }) => path)).toEqual([BIG]);
  expect(await store.verify(key, never(), nobody)).toEqual({ damaged: [] });
});

it('verifying keeps what is right of a damaged file, where its pieces have hashes', async () => {
  const content = randomBytes(PIECE_BYTES + 1000);
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const manifest = structuredClone(pack.manifest);
  const entry = packageFiles(manifest).find(({ path }) => path === BIG)!;
  entry.sizeBytes = content.length;
  entry.sha256 = sha256(content);
  entry.pieces = [content.subarray(0, PIECE_BYTES), content.subarray(PIECE_BYTES)].map(sha256);
  server.files = served(manifest);
  server.files.set(BIG, content);
  const { key } = await install();
  files.contents.get(entry.sha256)![3]! ^= 1;
  expect(await store.verify(key, never(), nobody)).toEqual({ damaged: [BIG] });
  expect(await stored()).toMatchObject([{ complete: false }]);
  const before = server.asked.length;
  await store.install({ key }, never(), nobody);
  expect(server.asked.slice(before)).toMatchObject([{ path: BIG, range: 'bytes=0-4194303' }]);
  expect(await store.verify(key, never(), nobody)).toEqual({ damaged: [] });
});

describe('other sources', () => {
  const local: LocalFile[] = [...served(pack.manifest)].map(([path, bytes]) => ({
    path: `my model/q4/${path}`,
    file: new File([new Uint8Array(bytes)], path),
  }));
  const chosen = (changed: LocalFile[] = local): Where => ({
    address: { kind: 'local', name: 'my model' },
    local: changed,
  });

  it('a folder of this machine, wherever in it the manifest lies', async () => {
    const offer = await install(chosen());
    expect(await stored()).toMatchObject([{ address: chosen().address, complete: true }]);
    expect(server.asked).toEqual([]);
    // The same model from a server is the same model.
    expect((await store.look(where)) satisfies Offer).toMatchObject({
      key: offer.key,
      missingBytes: 0,
    });
  });

  it('a folder without one of the files, which has to be chosen again', async () => {
    const without = local.filter(({ path }) => !path.endsWith(BIG));
    expect(await codeOf(install(chosen(without)))).toBe('file-missing');
    const [partial] = await stored();
    expect(await codeOf(store.install({ key: partial!.key }, never(), nobody))).toBe(
      'file-missing',
    );
    await store.install({ key: partial!.key, where: chosen() }, never(), nobody);
    expect(await stored()).toMatchObject([{ complete: true }]);
  });

  it('a folder without a manifest', async () => {
    expect(await codeOf(store.look(chosen([])))).toBe('file-missing');
  });

  it('a repository of the Hub, pinned to the commit of its branch', async () => {
    const commit = 'c'.repeat(40);
    server.answers.set('/api/models/acme/w/revision/main', JSON.stringify({ sha: commit }));
    server.prefixes.push(`/acme/w/resolve/${commit}/web/`);
    const address = { kind: 'hub', repository: 'acme/w', revision: 'main', folder: 'web' } as const;
    await install({ address });
    expect(await stored()).toMatchObject([
      { address: { ...address, revision: commit }, complete: true },
    ]);
    // One question for the look, one for the installation; resuming asks none.
    const { key } = (await stored())[0]!;
    await store.install({ key }, never(), nobody);
    expect(server.asked.filter(({ path }) => path.startsWith('/api/'))).toHaveLength(2);
  });

  it('a repository that is not there, or not for everybody', async () => {
    const address = { kind: 'hub', repository: 'acme/no', revision: 'main', folder: '' } as const;
    expect(await codeOf(store.look({ address }))).toBe('file-missing');
    server.answers.set('/api/models/acme/no/revision/main', 401);
    expect(await codeOf(store.look({ address }))).toBe('forbidden');
  });
});

it('where the browser keeps nothing, packages can be looked at but not installed', async () => {
  files = { ...memoryFiles(), ...noFiles('private window') };
  store = openStore();
  expect(await store.state()).toMatchObject({ available: false, packages: [] });
  const offer = await store.look(where);
  expect(offer.missingBytes).toBe(offer.totalBytes);
  expect(await codeOf(store.install({ key: offer.key, where }, never(), nobody))).toBe(
    'no-storage',
  );
});
