import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type * as Gallery from './gallery.ts';
import { useGallery } from './gallery.ts';
import { fakeRecord } from '../testing/fake-record.ts';
import { useBatch } from '../../state/batch.ts';
import { choosePicture, followDeletions, letGo, showKept } from './shown.ts';
import { usePictures } from '../../state/shown-picture.ts';

/** Files that are being read: each comes when the test says so. */
const reading = vi.hoisted(() => new Map<string, (file: Blob | null) => void>());

vi.mock('./gallery.ts', async (load) => ({
  ...(await load<typeof Gallery>()),
  startGallery: () => Promise.resolve(),
  readFile: (_kind: string, id: string) =>
    new Promise<Blob | null>((resolve) => reading.set(id, resolve)),
}));

const [newest, middle, oldest] = ['newest', 'middle', 'oldest'].map((id) => fakeRecord({ id }));

const list = (...records: ReturnType<typeof fakeRecord>[]) => useGallery.setState({ records });
const shown = () => usePictures.getState().shown?.id ?? null;

async function arrives(id: string, file: Blob | null = new Blob()): Promise<void> {
  await vi.waitFor(() => expect(reading.has(id)).toBe(true));
  reading.get(id)!(file);
  reading.delete(id);
}

let stop = () => {};
afterEach(() => stop());

beforeEach(async () => {
  stop = followDeletions();
  reading.clear();
  usePictures.setState({ shown: null, chosen: null, wanted: null });
  useBatch.setState({ finished: [] });
  list(newest!, middle!, oldest!);
  const reads = showKept(middle!);
  await arrives('middle');
  await reads;
  expect(shown()).toBe('middle');
});

test('a picture that is deleted leaves the frame to the newest one', async () => {
  list(newest!, oldest!);
  expect(shown()).toBeNull();
  await arrives('newest');
  await vi.waitFor(() => expect(shown()).toBe('newest'));
});

test('what was asked for comes, although the shown picture is deleted while it is being read', async () => {
  const reads = showKept(oldest!);
  list(newest!, oldest!);
  expect(shown()).toBeNull();
  await arrives('oldest');
  await reads;
  expect(shown()).toBe('oldest');
  expect(reading.has('newest')).toBe(false);
});

test('what was asked for and deleted with it makes way for the newest', async () => {
  const reads = showKept(oldest!);
  list(newest!);
  await arrives('oldest');
  await arrives('newest');
  await reads;
  expect(shown()).toBe('newest');
});

test('a picture whose file is gone changes nothing', async () => {
  const reads = showKept(oldest!);
  await arrives('oldest', null);
  await reads;
  expect(shown()).toBe('middle');
  expect(usePictures.getState().wanted).toBeNull();
});

test('a chosen picture stays until it is let go of; then the newest of the batch is shown', async () => {
  const { request } = fakeRecord();
  useBatch.setState({ finished: [{ id: 'newest', request }] });
  const reads = choosePicture(oldest!);
  await arrives('oldest');
  await reads;
  expect(usePictures.getState().chosen).toBe('oldest');
  const returns = letGo();
  await arrives('newest');
  await returns;
  expect(shown()).toBe('newest');
  expect(usePictures.getState().chosen).toBeNull();
});

test('a chosen picture that is deleted is let go of, and left out of the batch', async () => {
  const { request } = fakeRecord();
  useBatch.setState({ finished: [{ id: 'oldest', request }] });
  const reads = choosePicture(oldest!);
  await arrives('oldest');
  await reads;
  list(newest!, middle!);
  expect(usePictures.getState().chosen).toBeNull();
  expect(useBatch.getState().finished).toEqual([]);
  await arrives('newest');
  await vi.waitFor(() => expect(shown()).toBe('newest'));
});
