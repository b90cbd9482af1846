import { filesOf } from '../../lib/settings/start.ts';
import { texts } from '../../i18n/texts.ts';
import { archiveName, fileNamer, LIST_NAME, startName, writeList } from '../lib/archive.ts';
import { openArchive, type ArchiveSink } from '../lib/archive-sink.ts';
import type { PictureRecord } from '../lib/record.ts';
import { readFile } from './gallery.ts';
import { readStart } from './starts.ts';
import { beginTransfer, endTransfer, noteTransfer } from './transfer.ts';

/** Saves pictures and what is known of them as one zip. Call it from a click. */
export async function exportPictures(records: readonly PictureRecord[]): Promise<void> {
  const { exported, exportCancelled, exportFailed } = texts.gallery;
  let sink: ArchiveSink | null = null;
  try {
    sink = await openArchive(archiveName(new Date()));
    const signal = sink && beginTransfer('out', records.length);
    if (sink === null || signal === null) return;
    const missing = await writeArchive(records, sink, signal);
    if (signal.aborted) {
      await sink.abort();
      return endTransfer(exportCancelled);
    }
    await sink.close();
    const details = missing.map(({ request }) => texts.gallery.fileMissing(request.prompt));
    endTransfer(exported(records.length - missing.length), details);
  } catch (error) {
    await sink?.abort().catch(() => undefined);
    endTransfer(exportFailed, [String(error)], true);
  }
}

/** @returns the pictures whose files are gone */
async function writeArchive(
  records: readonly PictureRecord[],
  sink: ArchiveSink,
  signal: AbortSignal,
): Promise<PictureRecord[]> {
  const { ZipWriter } = await import('../lib/zip.ts');
  const zip = new ZipWriter((chunk) => sink.write(chunk));
  const nameOf = fileNamer();
  const written: [string, PictureRecord][] = [];
  const missing: PictureRecord[] = [];
  const startsWritten = new Set<string>();
  for (const [done, record] of records.entries()) {
    if (signal.aborted) return missing;
    noteTransfer(done, records.length);
    const png = await readFile('png', record.id);
    if (png === null) {
      missing.push(record);
      continue;
    }
    const name = nameOf(record);
    await zip.add(name, png, record.paintedAt);
    written.push([name, record]);
    for (const hash of filesOf(record.request.start)) {
      if (startsWritten.has(hash)) continue;
      startsWritten.add(hash);
      const file = await readStart(hash);
      // One that is gone is missed here as well as there; the picture that came of it is whole.
      if (file !== null) await zip.add(startName(hash, file.type), file, record.paintedAt);
    }
  }
  await zip.add(LIST_NAME, new Blob([writeList(written)]), Date.now());
  await zip.end();
  return missing;
}
