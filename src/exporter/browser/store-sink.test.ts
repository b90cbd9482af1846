import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { complete, type StoreFiles } from '../../package/store/files.ts';
import { openOpfs } from '../../package/store/opfs.ts';
import { memoryNavigator, MemoryFolder } from '../../package/testing/memory-opfs.ts';
import { createWasmSha256, Digest } from '../digest.ts';
import type { FinishedShard, ShardName } from '../ports.ts';
import { openConversion, type ConversionFolders } from './folders.ts';
import { StoreSink } from './store-sink.ts';

let root: MemoryFolder;
let store: StoreFiles;
let folders: ConversionFolders;
beforeEach(async () => {
  root = new MemoryFolder();
  vi.stubGlobal('navigator', memoryNavigator(root));
  store = await openOpfs();
  folders = await openConversion('one');
});
afterEach(() => vi.unstubAllGlobals());

const openSink = () =>
  new StoreSink({
    folders,
    store,
    record: {
      version: 1,
      address: { kind: 'converted', prior: 'p', decoder: 'd' },
      addedAtMs: 0,
      paused: false,
    },
    assertRoom: () => Promise.resolve(),
    signal: new AbortController().signal,
  });

/** Writes a shard as a pool does. */
async function write(sink: StoreSink, shard: ShardName, bytes: number[]): Promise<FinishedShard> {
  const content = Uint8Array.from(bytes);
  const part = await sink.create(shard);
  const digest = await Digest.create(createWasmSha256);
  digest.update(content);
  await part.write(content);
  const finished = { ...shard, ...(await part.commit(digest.end())) };
  await sink.finished(finished);
  return finished;
}

const A = { weights: 'prior-step', index: 0 };
const B = { weights: 'prior-step', index: 1 };
const shardPath = ({ weights, index }: ShardName) =>
  `wuerstchen-models/conversions/one/shards/${weights}.${index}`;
const file = async ({ weights, index }: ShardName) =>
  (folders.shards as unknown as MemoryFolder).getFileHandle(`${weights}.${index}`);

it('goes on with the shards of an earlier run of the same plan', async () => {
  const first = openSink();
  expect(await first.resume('plan')).toEqual([]);
  const shards = [await write(first, A, [1, 2, 3]), await write(first, B, [4])];
  expect(await openSink().resume('plan')).toEqual(shards);
});

it('keeps nothing of another plan', async () => {
  const first = openSink();
  await first.resume('plan');
  await write(first, A, [1, 2, 3]);
  expect(await openSink().resume('another plan')).toEqual([]);
  expect(root.files().has(shardPath(A))).toBe(false);
});

it.each([
  ['is cut short', (bytes: Uint8Array) => bytes.slice(0, 2)],
  ['has another value', (bytes: Uint8Array) => bytes.map((value) => value ^ 1)],
])('does not believe a shard that %s', async (_, change) => {
  const first = openSink();
  await first.resume('plan');
  await write(first, A, [1, 2, 3]);
  const kept = await write(first, B, [4]);
  const handle = await file(A);
  handle.bytes = new Uint8Array(change(handle.bytes));
  expect(await openSink().resume('plan')).toEqual([kept]);
  expect(root.files().has(shardPath(A))).toBe(false);
});

it('does not believe a shard that was not finished, and deletes it', async () => {
  const first = openSink();
  await first.resume('plan');
  const part = await first.create(A);
  await part.write(Uint8Array.of(1));
  (await file(A)).isLocked = false;
  expect(await openSink().resume('plan')).toEqual([]);
  expect(root.files().has(shardPath(A))).toBe(false);
});

it('does without a journal that cannot be read', async () => {
  const first = openSink();
  await first.resume('plan');
  await write(first, A, [1]);
  const journal = await (folders.root as unknown as MemoryFolder).getFileHandle('journal.json');
  journal.bytes = journal.bytes.slice(0, 20);
  expect(await openSink().resume('plan')).toEqual([]);
});

it('a shard that the store has is whole as long as its file is there', async () => {
  const first = openSink();
  await first.resume('plan');
  const shard = await write(first, A, [1, 2, 3]);
  await store.mark(complete(shard));
  const storeFiles = await root.getDirectoryHandle('wuerstchen-models');
  const files = (await storeFiles.getDirectoryHandle('files')) as unknown as MemoryFolder;
  await (await file(A)).move(files, shard.sha256);
  expect(await openSink().resume('plan')).toEqual([shard]);
  const source = await openAndRead(shard);
  expect([...source]).toEqual([1, 2, 3]);
  // The browser takes it away and leaves its record.
  await files.removeEntry(shard.sha256);
  expect(await openSink().resume('plan')).toEqual([]);
});

async function openAndRead(shard: FinishedShard): Promise<Uint8Array> {
  const sink = openSink();
  await sink.resume('plan');
  const source = await sink.open(shard.path);
  return source.read(0, source.sizeBytes);
}

it('shards that are finished side by side are all in the journal', async () => {
  const first = openSink();
  await first.resume('plan');
  const names = Array.from({ length: 5 }, (_, index) => ({ weights: 'decoder-step', index }));
  await Promise.all(names.map((name) => write(first, name, [name.index])));
  expect(await openSink().resume('plan')).toHaveLength(5);
});
