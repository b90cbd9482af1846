import { beforeEach, expect, it } from 'vitest';
import type { Hub, HubFile } from '../../hub/api.ts';
import { COMMIT, FakeHub, REPOSITORY } from '../../hub/testing/fake-hub.ts';
import { MemoryFolder } from '../../package/testing/memory-opfs.ts';
import type { CheckpointRepository, SourceFile } from '../ports.ts';
import { memoryRepository } from '../testing/memory.ts';
import { Downloads } from './downloads.ts';

const PATH = 'prior/weights.safetensors';
const FILE: SourceFile = { repository: 'prior', path: PATH };
const STAGED = 'prior-prior-weights.safetensors';
const weights = Uint8Array.from({ length: 20_000 }, (_, i) => (i * 7919) >> 5);
const never = new AbortController().signal;

let fake: FakeHub;
let hub: Hub;
let files: ReadonlyMap<string, HubFile>;
let folder: MemoryFolder;
let told: [here: number, received: number][];
let retries: number;

beforeEach(async () => {
  fake = new FakeHub();
  fake.files.set(PATH, weights);
  hub = fake.client();
  files = new Map((await hub.list(REPOSITORY, COMMIT)).map((file) => [file.path, file]));
  folder = new MemoryFolder();
  told = [];
  retries = 0;
  fake.asked.length = 0;
});

const picked = memoryRepository('picked', new Map([['unet/a.safetensors', weights]]));
const downloads = () =>
  new Downloads({
    hubs: { prior: { hub, files } },
    repositories: { prior: {} as CheckpointRepository, decoder: picked },
    folder: folder.asHandle(),
    onBytes: (_, here, received) => told.push([here, received]),
    onRetry: () => retries++,
  });

async function whole(): Promise<void> {
  const source = await downloads().acquire(FILE, never);
  expect(Buffer.from(await source.read(0, source.sizeBytes)).equals(weights)).toBe(true);
}

it('brings a file to the disk and says how far it is', async () => {
  await whole();
  expect(told.at(-1)![0]).toBe(weights.length);
  expect(told.reduce((sum, [, received]) => sum + received, 0)).toBe(weights.length);
});

it('goes on within a run where a connection breaks', async () => {
  fake.twist(PATH, { cutAfter: 5000 });
  await whole();
  expect(retries).toBe(1);
  expect(fake.ranges(PATH)).toEqual(['bytes=0-', 'bytes=5000-']);
});

/** An earlier run that ended after some bytes. */
async function interrupted(bytes: number): Promise<void> {
  fake.twist(PATH, { cutAfter: bytes }, ...Array.from({ length: 3 }, () => ({ cutAfter: 0 })));
  await expect(downloads().acquire(FILE, never)).rejects.toThrow('given up');
  expect(folder.files().get(STAGED)).toHaveLength(bytes);
  fake.asked.length = 0;
  fake.twists.clear();
}

it('goes on in another run from the byte reached, told at once', async () => {
  await interrupted(12_000);
  told = [];
  await whole();
  expect(told[0]).toEqual([12_000, 0]);
  expect(fake.ranges(PATH)).toEqual(['bytes=12000-']);
});

it('begins again where the bytes on the disk are not the file', async () => {
  await interrupted(12_000);
  const bytes = folder.files().get(STAGED)!;
  bytes[5] = bytes[5]! ^ 1;
  await whole();
  expect(fake.ranges(PATH)).toEqual(['bytes=12000-', 'bytes=0-']);
});

it('begins again where the note names other content', async () => {
  await interrupted(12_000);
  const note = await folder.getFileHandle(`${STAGED}.json`);
  note.bytes = new TextEncoder().encode(JSON.stringify({ contentId: `sha256:${'0'.repeat(64)}` }));
  await whole();
  expect(fake.ranges(PATH)).toEqual(['bytes=0-']);
});

it('goes on where the note is gone: the hash tells in the end', async () => {
  await interrupted(12_000);
  await folder.removeEntry(`${STAGED}.json`);
  await whole();
  expect(fake.ranges(PATH)).toEqual(['bytes=12000-']);
});

it('begins again where the file is gone and its note is not', async () => {
  await interrupted(12_000);
  await folder.removeEntry(STAGED);
  await whole();
  expect(fake.ranges(PATH)).toEqual(['bytes=0-']);
});

it('lets go of the file when it fails, so that the next run can write', async () => {
  await interrupted(3000);
  const handle = await folder.getFileHandle(STAGED);
  expect(handle.isLocked).toBe(false);
});

it('is deleted when no shard needs it, and stays after an error', async () => {
  const own = downloads();
  await own.acquire(FILE, never);
  await own.release(FILE, false);
  expect(folder.files().size).toBe(2);
  await own.release(FILE, true);
  expect(folder.files().size).toBe(0);
});

it('a picked file is read where it is, and never deleted', async () => {
  const own = downloads();
  const file: SourceFile = { repository: 'decoder', path: 'unet/a.safetensors' };
  const source = await own.acquire(file, never);
  expect(source.sizeBytes).toBe(weights.length);
  await own.release(file, true);
  expect(folder.files().size).toBe(0);
  expect(fake.asked).toEqual([]);
});

it('a disk without room is said so, and what was there stays', async () => {
  const handle = await folder.getFileHandle(STAGED, { create: true });
  const open = handle.createSyncAccessHandle.bind(handle);
  handle.createSyncAccessHandle = async () => {
    const part = await open();
    const write = (from: Uint8Array, { at }: { at: number }) => {
      if (at + from.length > 7000) throw new DOMException('full', 'QuotaExceededError');
      return part.write(from, { at });
    };
    return { ...part, write };
  };
  await expect(downloads().acquire(FILE, never)).rejects.toMatchObject({ kind: 'no-room' });
  expect(folder.files().get(STAGED)!.length).toBeGreaterThan(0);
  expect(folder.files().get(STAGED)!.length).toBeLessThanOrEqual(7000);
});
