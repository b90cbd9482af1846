import { keepProblemOf } from '../lib/keep-problem.ts';
import { newestFirst, toRecord, type PictureRecord, type PortableRecord } from '../lib/record.ts';
import { filesOf } from '../../lib/settings/start.ts';
import type { Thumbnail } from '../lib/thumbnail.ts';
import { onDatabaseProblem } from './db.ts';
import { askToPersistOnce } from '../../state/persistence.ts';
import {
  changeRecords,
  eraseDeleted,
  getFile,
  getRecords,
  listRecords,
  putPicture,
  type KeptFiles,
} from './picture-db.ts';
import { eraseUnusedStarts } from './starts.ts';
import { useGallery } from '../pictures-state.ts';
import { listenToTabs, tellTabs } from './tabs.ts';

export { useGallery };

interface Picture {
  record: PictureRecord;
  files: KeptFiles;
}

/** What could not be written. Nothing that was painted is lost while the page is open. */
const memory = new Map<string, Picture>();

/** Deleted pictures this old have nobody left who could take them back. */
const FORGOTTEN_AFTER_MS = 60_000;
/** Shows while the picture is unknown or its mean colour could not be found. */
const PLAIN_TONE = '#8c817a';

let starting: Promise<void> | null = null;

/** Reads the list, once, and follows what other tabs do. */
export function startGallery(): Promise<void> {
  starting ??= start();
  return starting;
}

async function start(): Promise<void> {
  onDatabaseProblem((problem) => useGallery.setState({ problem }));
  try {
    await readAll();
    void eraseUnusedStarts(startsOf(useGallery.getState().records)).catch(report);
    listenToTabs((ids) => void refresh(ids).catch(report));
    // A page that comes back from the browser's cache has missed messages.
    addEventListener('pageshow', (event) => {
      if (event.persisted) void readAll().catch(report);
    });
  } catch (error) {
    report(error);
  }
  useGallery.setState({ ready: true });
}

async function readAll(): Promise<void> {
  const records = await listRecords();
  const deleted = records.filter((record) => record.deletedAt !== null);
  const limit = Date.now() - FORGOTTEN_AFTER_MS;
  const forgotten = deleted.filter(({ deletedAt }) => deletedAt! < limit);
  await eraseDeleted(forgotten.map(({ id }) => id));
  const present = [...records, ...inMemory()].filter((record) => record.deletedAt === null);
  useGallery.setState(({ problem }) => ({
    records: present.sort(newestFirst),
    problem: problem === 'blocked' ? null : problem,
  }));
}

function startsOf(records: readonly PictureRecord[]): Set<string> {
  return new Set(records.flatMap(({ request }) => filesOf(request.start)));
}

/** Reads some records anew and puts them in their places. */
async function refresh(ids: readonly string[]): Promise<void> {
  const wanted = new Set(ids);
  const inDatabase = ids.filter((id) => !memory.has(id));
  const fresh = [
    ...(inDatabase.length > 0 ? await getRecords(inDatabase) : []),
    ...inMemory().filter((record) => wanted.has(record.id)),
  ].filter((record) => record.deletedAt === null);
  useGallery.setState(({ records }) => ({
    records: [...records.filter((record) => !wanted.has(record.id)), ...fresh].sort(newestFirst),
    unkept: new Set(memory.keys()),
  }));
}

type PictureFacts = Omit<PortableRecord, 'sizeBytes'>;

/** Keeps a picture that was just painted. What goes wrong is shown; the picture stays in memory. */
export async function keepPicture(
  facts: PictureFacts,
  png: Blob,
  thumbnail: Thumbnail | null,
): Promise<void> {
  const record = toRecord({ ...facts, sizeBytes: png.size }, thumbnail?.tone ?? PLAIN_TONE);
  // A picture without a thumbnail is still worth keeping: then the whole picture stands in.
  const kept = await write({ record, files: { png, thumbnail: thumbnail?.blob ?? png } });
  if (kept) await askToPersistOnce();
}

/** Lists one picture and writes it. False if only memory holds it now. */
async function write(picture: Picture): Promise<boolean> {
  const { id } = picture.record;
  memory.set(id, picture);
  try {
    await refresh([id]);
    await startGallery();
    // Marked or deleted while it was being written, it is written once more.
    for (let held = memory.get(id); held !== undefined;) {
      await putPicture(held.record, held.files);
      if (memory.get(id) === held) memory.delete(id);
      held = memory.get(id);
    }
    await changed([id]);
    if (memory.size === 0) useGallery.setState({ problem: null });
    return true;
  } catch (error) {
    report(error);
    return false;
  }
}

/**
 * Adds a picture that came from a file.
 * @throws what IndexedDB throws: unlike a painted picture it is still in its file
 */
export async function addPicture(record: PictureRecord, files: KeptFiles): Promise<void> {
  await putPicture(record, files);
  await changed([record.id]);
}

/** Tries again to write what only memory holds. */
export async function keepAgain(): Promise<void> {
  useGallery.setState({ problem: null });
  for (const picture of [...memory.values()]) {
    if (!(await write(picture))) return;
  }
}

export function setFavourite(ids: readonly string[], favourite: boolean): Promise<void> {
  return change(ids, (record) => ({ ...record, favourite }));
}

/** Hides pictures until `erase` or `restore`. */
export function hide(ids: readonly string[]): Promise<void> {
  const deletedAt = Date.now();
  return change(ids, (record) => ({ ...record, deletedAt }));
}

export function restore(ids: readonly string[]): Promise<void> {
  return change(ids, (record) => ({ ...record, deletedAt: null }));
}

/** Removes hidden pictures for good. */
export async function erase(ids: readonly string[]): Promise<void> {
  const inDatabase = ids.filter((id) => !memory.has(id));
  for (const id of ids) memory.delete(id);
  try {
    if (inDatabase.length > 0) await eraseDeleted(inDatabase);
    // There may be room now.
    if (memory.size > 0) await keepAgain();
    else useGallery.setState({ problem: null });
  } catch (error) {
    report(error);
  }
}

/** The picture's file, or a small copy of it; null if it is gone. */
export async function readFile(kind: 'png' | 'thumbnail', id: string): Promise<Blob | null> {
  const held = memory.get(id);
  if (held !== undefined) return held.files[kind];
  try {
    return (await getFile(kind === 'png' ? 'files' : 'thumbnails', id)) ?? null;
  } catch (error) {
    report(error);
    return null;
  }
}

async function change(
  ids: readonly string[],
  alter: (record: PictureRecord) => PictureRecord,
): Promise<void> {
  for (const id of ids) {
    const held = memory.get(id);
    if (held !== undefined) memory.set(id, { ...held, record: alter(held.record) });
  }
  const inDatabase = ids.filter((id) => !memory.has(id));
  try {
    if (inDatabase.length > 0) await changeRecords(inDatabase, alter);
    await changed(ids);
  } catch (error) {
    report(error);
  }
}

async function changed(ids: readonly string[]): Promise<void> {
  tellTabs(ids);
  await refresh(ids);
}

function inMemory(): PictureRecord[] {
  return Array.from(memory.values(), ({ record }) => record);
}

function report(error: unknown): void {
  useGallery.setState({ problem: keepProblemOf(error) });
}
