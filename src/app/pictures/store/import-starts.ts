import { filesOf } from '../../lib/settings/start.ts';
import { texts } from '../../i18n/texts.ts';
import { readStartName, type ArchiveEntry } from '../lib/archive.ts';
import { LONGEST_SIDE } from '../lib/record.ts';
import { sha256 } from '../lib/sha256.ts';
import type { ZipEntry } from '../lib/zip.ts';
import { ZipError } from '../lib/zip-error.ts';
import { addStart, readStart } from './starts.ts';

/** Larger than any file that the page keeps as a start picture. */
const LARGEST_START = 64 * 2 ** 20;

/**
 * Brings in the start pictures and masks that an archive's pictures name and that are not here yet, each once.
 * @param budget bytes that the archive may still unpack to; becomes less
 * @returns one line for every file that could not be used: its pictures come without it
 * @throws what IndexedDB throws
 */
export async function importStarts(
  pictures: readonly ArchiveEntry[],
  contents: Iterable<ZipEntry>,
  budget: { bytes: number },
  signal: AbortSignal,
): Promise<string[]> {
  const wanted = new Set(pictures.flatMap(({ request }) => filesOf(request.start)));
  const faults: string[] = [];
  for (const entry of contents) {
    if (wanted.size === 0 || signal.aborted) break;
    const named = readStartName(entry.name);
    if (named === null || !wanted.delete(named.sha256)) continue;
    if ((await readStart(named.sha256)) !== null) continue;
    try {
      const bytes = await entry.read(Math.min(LARGEST_START, budget.bytes));
      budget.bytes -= bytes.size;
      const file = bytes.slice(0, bytes.size, named.type);
      if (await isWhole(file, named.sha256)) await addStart(named.sha256, file);
      else faults.push(`${entry.name}: ${texts.gallery.damaged}`);
    } catch (error) {
      if (!(error instanceof ZipError)) throw error;
      faults.push(`${entry.name}: ${texts.gallery.damaged} (${error.message})`);
    }
  }
  return faults;
}

/** Whether a file is the picture that its name says, and one that this browser can start from. */
async function isWhole(file: Blob, expected: string): Promise<boolean> {
  const digest = await sha256(file);
  if (digest !== null && digest !== expected) return false;
  try {
    const bitmap = await createImageBitmap(file);
    const { width, height } = bitmap;
    bitmap.close();
    return Math.max(width, height) <= LONGEST_SIDE;
  } catch {
    return false;
  }
}
