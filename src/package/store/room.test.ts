import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakePackage } from '../../engine/testing/fake-package.ts';
import { memoryFiles, type MemoryFiles } from '../testing/memory-files.ts';
import { codeOf, never, nobody, StoreBench } from '../testing/store-bench.ts';
import { Room, type Estimate } from './room.ts';

const pack = fakePackage();

const QUOTA = 1e9;

describe('how much room there is', () => {
  let files: MemoryFiles;
  let said: Estimate;
  let room: Room;

  beforeEach(() => {
    files = memoryFiles();
    said = { quota: QUOTA, usage: 3e8 };
    room = new Room(files, () => Promise.resolve(said));
  });

  it('is what the browser says', async () => {
    expect(await room.left()).toEqual({ freeBytes: 7e8, learned: false });
    said = { quota: 1, usage: 2 };
    expect(await room.left()).toEqual({ freeBytes: 0, learned: false });
    said = {};
    expect(await room.left()).toEqual({ freeBytes: null, learned: false });
  });

  it('is no more than what was stored when a write failed, also after another start', async () => {
    await room.noteFull();
    expect(await room.left()).toEqual({ freeBytes: 0, learned: true });
    room = new Room(files, () => Promise.resolve(said));
    said.usage = 1e8;
    expect(await room.left()).toEqual({ freeBytes: 2e8, learned: true });
    expect(await room.promised()).toBe(9e8);
  });

  it('is what the browser says again once more than that is stored', async () => {
    await room.noteFull();
    said.usage = 3e8 + 1e6;
    expect(await room.left()).toEqual({ freeBytes: 0, learned: true });
    said.usage = 4e8;
    expect(await room.left()).toEqual({ freeBytes: 6e8, learned: false });
    said.usage = 1e8;
    expect(await room.left()).toEqual({ freeBytes: 9e8, learned: false });
  });

  it('is the browser’s own number where that is the smaller one', async () => {
    await room.noteFull();
    said = { quota: 2e8, usage: 1e8 };
    expect(await room.left()).toEqual({ freeBytes: 1e8, learned: false });
  });

  it('is not doubted where the browser had said that there is none', async () => {
    said = { quota: QUOTA, usage: QUOTA - 1e6 };
    await room.noteFull();
    expect(files.limitBytes).toBeNull();
    said = {};
    await room.noteFull();
    expect(files.limitBytes).toBeNull();
  });

  it('is remembered until the page ends where the disk has no room for the note', async () => {
    files.keepLimit = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    await room.noteFull();
    expect(await room.left()).toEqual({ freeBytes: 0, learned: true });
    said.usage = 4e8;
    expect(await room.left()).toEqual({ freeBytes: 6e8, learned: false });
  });
});

describe('a browser that promises more than it gives', () => {
  let bench: StoreBench;

  const used = () =>
    [...bench.files.contents.values()].reduce((sum, { length }) => sum + length, 0);

  beforeEach(async () => {
    bench = await StoreBench.start(pack);
    bench.estimate = () => ({ quota: QUOTA, usage: used() });
  });
  afterEach(() => bench.close());

  it('is not believed again after a download that failed, until one has succeeded', async () => {
    const first = await bench.store.look(bench.where);
    expect(first).toMatchObject({ freeBytes: QUOTA, freeIsLearned: false });
    bench.files.roomBytes = first.totalBytes - 1000;
    expect(await codeOf(bench.install())).toBe('storage-full');
    const stored = used();
    expect(stored).toBeGreaterThan(0);

    bench.store = bench.open();
    expect((await bench.store.state()).freeBytes).toBe(0);
    await bench.store.remove(first.key);
    expect((await bench.store.state()).freeBytes).toBe(stored);
    expect(await bench.store.look(bench.where)).toMatchObject({
      freeBytes: stored,
      freeIsLearned: true,
    });

    // Whoever has made room elsewhere may try.
    bench.files.roomBytes = Infinity;
    await bench.install();
    expect(await bench.stored()).toMatchObject([{ complete: true }]);
  });

  it('has said so where it refuses before the first byte: nothing is learned from that', async () => {
    bench.estimate = () => ({ quota: 1000, usage: 0 });
    const { key } = await bench.store.look(bench.where);
    const install = bench.store.install({ key, where: bench.where }, never(), nobody);
    expect(await codeOf(install)).toBe('storage-full');
    expect(bench.files.limitBytes).toBeNull();
  });
});
