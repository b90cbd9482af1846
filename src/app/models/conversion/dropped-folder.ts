import type { PickedFile } from '../../../exporter/browser/api.ts';

/** A folder among what is dropped; null where there is none. To be called while the event is handled. */
export function droppedFolder({ items }: DataTransfer): FileSystemDirectoryEntry | null {
  for (const item of items) {
    const entry = item.webkitGetAsEntry();
    if (entry?.isDirectory) return entry as FileSystemDirectoryEntry;
  }
  return null;
}

/** Every file in a folder, with its path from there. */
export async function filesIn(folder: FileSystemDirectoryEntry, path = ''): Promise<PickedFile[]> {
  const files: PickedFile[] = [];
  for (const entry of await entriesIn(folder)) {
    const own = `${path}${entry.name}`;
    if (entry.isDirectory) {
      files.push(...(await filesIn(entry as FileSystemDirectoryEntry, `${own}/`)));
    } else files.push({ path: own, file: await fileOf(entry as FileSystemFileEntry) });
  }
  return files;
}

/** The reader gives them a hundred at a time. */
async function entriesIn(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const next = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (next.length === 0) return all;
    all.push(...next);
  }
}

const fileOf = (entry: FileSystemFileEntry) =>
  new Promise<File>((resolve, reject) => entry.file(resolve, reject));
