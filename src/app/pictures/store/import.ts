import { PngError } from '../../../share/png-error.ts';
import { texts } from '../../i18n/texts.ts';
import { LIST_NAME, readList, type ArchiveEntry } from '../lib/archive.ts';
import { readLoosePng } from '../lib/loose-png.ts';
import { isPng, readPngSize } from '../lib/png-size.ts';
import { LONGEST_SIDE, toRecord, type PortableRecord } from '../lib/record.ts';
import { sha256 } from '../lib/sha256.ts';
import { makeThumbnail } from '../lib/thumbnail.ts';
import type { ZipEntry } from '../lib/zip.ts';
import { ZipError } from '../lib/zip-error.ts';
import { keepProblemOf } from '../lib/keep-problem.ts';
import { addPicture, startGallery, useGallery } from './gallery.ts';
import { importStarts } from './import-starts.ts';
import { beginTransfer, endTransfer, noteTransfer } from './transfer.ts';

const LARGEST_PICTURE = 64 * 2 ** 20;
/** Some 300,000 pictures. */
const LARGEST_LIST = 256 * 2 ** 20;
/** A zip of pictures hardly shrinks: one that holds far more than its own size means harm. */
const LARGEST_RATIO = 4;

interface Tally {
  added: number;
  alreadyHere: number;
  /** One line for every file that could not be read. */
  unreadable: string[];
}

/** A picture that some file promises. */
interface Candidate {
  name: string;
  /**
   * What tells whether the picture is here already: a zip names each by its id, and the same picture
   * may well have been painted twice; a bare PNG has only its bytes.
   */
  knownBy: 'id' | 'bytes';
  read: () => Promise<{ facts: PortableRecord; png: Blob }>;
}

/** Why a file is not taken, in words for people. */
class Unreadable extends Error {}

/** Brings pictures in from zips of ours and from PNGs with settings inside. */
export async function importPictures(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  const signal = beginTransfer('in', files.length);
  if (signal === null) return;
  const tally: Tally = { added: 0, alreadyHere: 0, unreadable: [] };
  try {
    await startGallery();
    const { records } = useGallery.getState();
    const known = new Set(records.flatMap(({ id, sha256 }) => [id, sha256 ?? id]));
    const candidates: Candidate[] = [];
    for (const file of files) candidates.push(...(await candidatesIn(file, tally, known, signal)));
    for (const [done, candidate] of candidates.entries()) {
      if (signal.aborted) break;
      noteTransfer(done, candidates.length);
      await take(candidate, known, tally);
    }
    endTransfer(summary(tally, signal.aborted), tally.unreadable);
  } catch (error) {
    // Not one file but the storage: what was added before stays.
    const problem = texts.gallery.problems[keepProblemOf(error)];
    endTransfer(`${summary(tally, false)} ${problem}`, tally.unreadable, true);
  }
}

async function take(candidate: Candidate, known: Set<string>, tally: Tally): Promise<void> {
  const { name, knownBy, read } = candidate;
  try {
    const { facts, png } = await read();
    const { thumbnail, digest } = await check(facts, png);
    if (known.has(knownBy === 'id' ? facts.id : (digest ?? facts.id))) {
      tally.alreadyHere++;
      return;
    }
    const record = toRecord({ ...facts, sha256: digest, sizeBytes: png.size }, thumbnail.tone);
    await addPicture(record, { png, thumbnail: thumbnail.blob });
    known.add(facts.id).add(digest ?? facts.id);
    tally.added++;
  } catch (error) {
    if (error instanceof Unreadable) tally.unreadable.push(`${name}: ${error.message}`);
    else if (error instanceof ZipError) {
      tally.unreadable.push(`${name}: ${texts.gallery.damaged} (${error.message})`);
    } else throw error;
  }
}

/** Decodes the picture, which also makes its thumbnail, after looking at how large it will be. */
async function check(facts: PortableRecord, png: Blob) {
  const size = await readPngSize(png);
  if (size === null) throw new Unreadable(texts.gallery.notPng);
  const { width, height } = facts.request;
  if (Math.max(size.width, size.height) > LONGEST_SIDE) throw new Unreadable(texts.gallery.tooBig);
  if (size.width !== width || size.height !== height) throw new Unreadable(texts.gallery.damaged);
  const digest = await sha256(png);
  if (facts.sha256 !== null && digest !== null && digest !== facts.sha256) {
    throw new Unreadable(texts.gallery.damaged);
  }
  const thumbnail = await makeThumbnail(png).catch(() => {
    throw new Unreadable(texts.gallery.damaged);
  });
  return { thumbnail, digest };
}

async function candidatesIn(
  file: File,
  tally: Tally,
  known: Set<string>,
  signal: AbortSignal,
): Promise<Candidate[]> {
  if (await isPng(file)) return [looseCandidate(file)];
  try {
    return await zipCandidates(file, tally, known, signal);
  } catch (error) {
    if (error instanceof Unreadable) tally.unreadable.push(`${file.name}: ${error.message}`);
    else if (error instanceof ZipError) {
      tally.unreadable.push(`${file.name}: ${texts.gallery.notOurs} (${error.message})`);
    } else throw error;
    return [];
  }
}

function looseCandidate(file: File): Candidate {
  return {
    name: file.name,
    knownBy: 'bytes',
    read: async () => {
      if (file.size > LARGEST_PICTURE) throw new Unreadable(texts.gallery.tooBig);
      const facts = await readLoosePng(file).catch((error: unknown) => {
        if (!(error instanceof PngError)) throw error;
        throw new Unreadable(texts.gallery.damagedPng);
      });
      if (facts === null) throw new Unreadable(texts.gallery.noSettings);
      return { facts, png: new Blob([file], { type: 'image/png' }) };
    },
  };
}

/** The pictures of an archive; what they started from is brought in at once, so that they find it. */
async function zipCandidates(
  file: File,
  tally: Tally,
  known: Set<string>,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const { readZipEntries } = await import('../lib/zip.ts');
  const contents = new Map((await readZipEntries(file)).map((entry) => [entry.name, entry]));
  const listEntry = contents.get(LIST_NAME);
  if (listEntry === undefined) throw new Unreadable(texts.gallery.notOurs);
  const list = readList(await (await listEntry.read(LARGEST_LIST)).text());
  if (list.kind === 'newer') throw new Unreadable(texts.gallery.newerExport);
  if (list.kind === 'foreign') throw new Unreadable(texts.gallery.notOurs);
  if (list.unreadable > 0) {
    tally.unreadable.push(`${file.name}: ${texts.gallery.damagedEntries(list.unreadable)}`);
  }
  const fresh = list.entries.filter(({ id }) => !known.has(id));
  tally.alreadyHere += list.entries.length - fresh.length;
  const budget = { bytes: LARGEST_RATIO * file.size };
  tally.unreadable.push(...(await importStarts(list.entries, contents.values(), budget, signal)));
  return fresh.map((entry) => zipCandidate(entry, contents.get(entry.file), budget));
}

function zipCandidate(
  { file: name, ...facts }: ArchiveEntry,
  entry: ZipEntry | undefined,
  budget: { bytes: number },
): Candidate {
  return {
    name,
    knownBy: 'id',
    read: async () => {
      if (entry === undefined) throw new Unreadable(texts.gallery.notInZip);
      const most = Math.min(LARGEST_PICTURE, budget.bytes);
      const bytes = await entry.read(most);
      budget.bytes -= bytes.size;
      return { facts, png: bytes.slice(0, bytes.size, 'image/png') };
    },
  };
}

function summary({ added, alreadyHere, unreadable }: Tally, cancelled: boolean): string {
  const counts = texts.gallery.imported(added, alreadyHere, unreadable.length);
  return cancelled ? `${texts.gallery.importCancelled} ${counts}` : counts;
}
