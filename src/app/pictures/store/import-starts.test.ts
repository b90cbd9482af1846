import { beforeEach, expect, test, vi } from 'vitest';
import { fakeRecord } from '../testing/fake-record.ts';
import { openArchive } from '../lib/archive-sink.ts';
import type { PictureRecord } from '../lib/record.ts';
import { sha256 } from '../lib/sha256.ts';
import { exportPictures } from './export.ts';
import { addPicture, useGallery } from './gallery.ts';
import { importPictures } from './import.ts';
import { useTransfer } from './transfer.ts';

// The database and what decodes pictures are the browser's.
const kept = vi.hoisted(() => ({ starts: new Map<string, Blob>(), pngs: new Map<string, Blob>() }));
vi.mock('./starts.ts', () => ({
  readStart: (hash: string) => Promise.resolve(kept.starts.get(hash) ?? null),
  addStart: vi.fn((hash: string, file: Blob) => Promise.resolve(kept.starts.set(hash, file))),
}));
vi.mock('./gallery.ts', () => ({
  readFile: (_kind: string, id: string) => Promise.resolve(kept.pngs.get(id) ?? null),
  startGallery: () => Promise.resolve(),
  useGallery: { getState: vi.fn() },
  addPicture: vi.fn(),
}));
vi.mock('../lib/archive-sink.ts', () => ({ openArchive: vi.fn() }));
vi.mock('../lib/thumbnail.ts', () => ({
  makeThumbnail: () => Promise.resolve({ blob: new Blob(), tone: '#808080', width: 1, height: 1 }),
}));

/** As much of a PNG as is looked at: signature and size. */
function png(width: number, height: number, note: string): Blob {
  const head = new DataView(new ArrayBuffer(24));
  [0x89504e47, 0x0d0a1a0a, 13, 0x49484452, width, height].forEach((word, i) =>
    head.setUint32(4 * i, word),
  );
  return new Blob([head, note], { type: 'image/png' });
}

const start = new Blob(['a house'], { type: 'image/jpeg' });
const other = new Blob(['a boat'], { type: 'image/webp' });

async function record(id: string, from: Blob | null, strength = 0.6): Promise<PictureRecord> {
  const file = png(512, 512, id);
  kept.pngs.set(id, file);
  return fakeRecord({
    id,
    sha256: await sha256(file),
    ...(from && { request: { start: { sha256: await sha256(from), strength } } }),
  });
}

async function exported(records: PictureRecord[]): Promise<File> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  vi.mocked(openArchive).mockResolvedValue({
    write: (chunk) => Promise.resolve(void parts.push(chunk)),
    close: () => Promise.resolve(),
    abort: () => Promise.resolve(),
  });
  await exportPictures(records);
  return new File(parts, 'pictures.zip');
}

/** Nothing here yet but `records`. */
function elsewhere(records: PictureRecord[] = []): void {
  kept.starts.clear();
  vi.mocked(addPicture).mockClear();
  vi.mocked(useGallery.getState).mockReturnValue({
    ...{ records, ready: true, unkept: new Set(), problem: null },
  });
}

const problems = () => {
  const { transfer } = useTransfer.getState();
  return transfer.kind === 'over' ? transfer.details : null;
};

beforeEach(async () => {
  vi.stubGlobal('createImageBitmap', () => ({ width: 64, height: 64, close: () => undefined }));
  for (const file of [start, other]) kept.starts.set((await sha256(file))!, file);
});

test('start pictures travel with what was painted from them, each once', async () => {
  const records = [
    await record('picture-a', start),
    await record('picture-b', start, 0.2),
    await record('picture-c', other),
    await record('picture-d', null),
  ];
  const zip = await exported(records);
  expect((await zip.text()).split('a house')).toHaveLength(2);

  elsewhere();
  await importPictures([zip]);
  expect(problems()).toEqual([]);
  expect([...kept.starts.keys()].sort()).toEqual(
    [(await sha256(start))!, (await sha256(other))!].sort(),
  );
  const back = kept.starts.get((await sha256(start))!)!;
  expect([await back.text(), back.type]).toEqual(['a house', 'image/jpeg']);
  const added = vi.mocked(addPicture).mock.calls.map(([{ request }]) => request.start);
  expect(added).toEqual(records.map(({ request }) => request.start));
});

test('the mark of a painted part travels too', async () => {
  const painted = await record('picture-a', start);
  const mask = { sha256: (await sha256(other))!, feather: 16 };
  painted.request.start = { ...painted.request.start!, mask };
  const zip = await exported([painted]);

  elsewhere();
  await importPictures([zip]);
  expect(problems()).toEqual([]);
  expect(await kept.starts.get(mask.sha256)?.text()).toBe('a boat');
  expect(vi.mocked(addPicture).mock.calls[0]![0].request.start?.mask).toEqual(mask);
});

test('a start picture that is gone here comes back with a picture that is not', async () => {
  const records = [await record('picture-a', start)];
  const zip = await exported(records);
  elsewhere(records);
  await importPictures([zip]);
  expect(addPicture).not.toHaveBeenCalled();
  expect(kept.starts.size).toBe(1);
});

test('pictures whose start picture is gone are saved all the same', async () => {
  kept.starts.clear();
  const zip = await exported([await record('picture-a', start)]);
  elsewhere();
  await importPictures([zip]);
  expect(problems()).toEqual([]);
  expect(addPicture).toHaveBeenCalledOnce();
});

test.each([
  ['is another one than its name says', () => kept.starts.set('ab'.repeat(32), new Blob(['x']))],
  [
    'no browser can read',
    () => vi.stubGlobal('createImageBitmap', () => Promise.reject(new DOMException('no'))),
  ],
])('a start picture that %s is named, and its picture comes without it', async (_what, spoil) => {
  spoil();
  const painted = await record('picture-a', start);
  const from = { sha256: kept.starts.has('ab'.repeat(32)) ? 'ab'.repeat(32) : null, strength: 1 };
  if (from.sha256 !== null) painted.request.start = from;
  const zip = await exported([painted]);
  elsewhere();
  await importPictures([zip]);
  expect(problems()).toEqual([expect.stringMatching(/^starts\/[0-9a-f]{64}\.\w+: /)]);
  expect(kept.starts.size).toBe(0);
  expect(addPicture).toHaveBeenCalledOnce();
});
