import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type * as Gallery from '../gallery/store/gallery.ts';
import { useGallery } from '../gallery/store/gallery.ts';
import { fakeRecord } from '../gallery/testing/fake-record.ts';
import { followDeletions, showKept, usePictures } from './pictures.ts';

/** Files that are being read: each comes when the test says so. */
const reading = vi.hoisted(() => new Map<string, (file: Blob | null) => void>());

vi.mock('../gallery/store/gallery.ts', async (load) => ({
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
  usePictures.setState({ shown: null, wanted: null });
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
