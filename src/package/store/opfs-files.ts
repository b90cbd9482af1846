import * as v from 'valibot';
import type { Part } from './files.ts';

/** Files in the browser's private file system. Reading works everywhere, writing in workers only. */

export const MAKE = { create: true };

/** A file as it lies on the disk; null where there is none. */
export async function readFile(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<File | null> {
  try {
    return await answered(await folder.getFileHandle(name), (handle) => handle.getFile());
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return null;
    throw error;
  }
}

/** A value as `writeJson` left it; null where there is none, or it cannot be read. */
export async function readJson<Schema extends v.GenericSchema>(
  folder: FileSystemDirectoryHandle,
  name: string,
  schema: Schema,
): Promise<v.InferOutput<Schema> | null> {
  const file = await readFile(folder, name);
  if (!file) return null;
  try {
    const result = v.safeParse(schema, JSON.parse(await file.text()));
    return result.success ? result.output : null;
  } catch {
    // Cut off by a crash: nothing is known then.
    return null;
  }
}

/** Where there is no room for the new value, the old one stays. */
export async function writeJson(
  folder: FileSystemDirectoryHandle,
  name: string,
  value: unknown,
  toDisk = true,
): Promise<void> {
  const handle = await handleFor(folder, name);
  try {
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    const sizeBefore = handle.getSize();
    try {
      // Room for all of it first: nothing of the old value is overwritten without.
      if (bytes.length > sizeBefore) handle.truncate(bytes.length);
    } catch (error) {
      if (handle.getSize() > sizeBefore) handle.truncate(sizeBefore);
      throw error;
    }
    handle.write(bytes, { at: 0 });
    if (bytes.length < sizeBefore) handle.truncate(bytes.length);
    if (toDisk) handle.flush();
  } finally {
    handle.close();
  }
}

/** Of the library of workers; the project's types are those of pages. */
interface SyncHandle {
  getSize(): number;
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

async function handleFor(folder: FileSystemDirectoryHandle, name: string): Promise<SyncHandle> {
  return answered(await folder.getFileHandle(name, MAKE), (handle) =>
    (
      handle as unknown as { createSyncAccessHandle(): Promise<SyncHandle> }
    ).createSyncAccessHandle(),
  );
}

const asked = new Set<FileSystemFileHandle>();

/** Chromium never answers a handle that it has collected as garbage meanwhile: it is held until then. */
async function answered<T>(
  handle: FileSystemFileHandle,
  ask: (handle: FileSystemFileHandle) => Promise<T>,
): Promise<T> {
  asked.add(handle);
  try {
    return await ask(handle);
  } finally {
    asked.delete(handle);
  }
}

/** Of the files and folders in a folder. */
export async function namesIn(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names;
}

/** Deletes a file, where there is one. */
export async function discard(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  await folder.removeEntry(name).catch((error: unknown) => {
    if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
  });
}

const TRIES = 20;
const BETWEEN_MS = 100;

/** Deletes a folder with all that is in it. A worker that was ended a moment ago may still hold a file. */
export async function discardFolder(
  parent: FileSystemDirectoryHandle,
  name: string,
): Promise<void> {
  for (let left = TRIES; ; left--) {
    try {
      await parent.removeEntry(name, { recursive: true });
      return;
    } catch (error) {
      const why = error instanceof DOMException ? error.name : '';
      if (why === 'NotFoundError') return;
      if (why !== 'NoModificationAllowedError' || left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    }
  }
}

/** Opens a file for writing, made where it is not there. One at a time: the handle locks the file. */
export async function openPart(folder: FileSystemDirectoryHandle, name: string): Promise<Part> {
  return asPart(await handleFor(folder, name));
}

/** At once: Chromium writes 4 MB at a third of the speed, because it makes a copy first. */
const WRITE_BYTES = 2 ** 18;

function asPart(handle: SyncHandle): Part {
  return {
    size: () => handle.getSize(),
    read: (into, at) => handle.read(into, { at }),
    write(bytes, at) {
      for (let done = 0; done < bytes.length;) {
        const next = bytes.subarray(done, done + WRITE_BYTES);
        const written = handle.write(next, { at: at + done });
        // Some browsers write what fits and say no more.
        if (written < next.length) {
          throw new DOMException(`Wrote ${written} of ${next.length} bytes.`, 'QuotaExceededError');
        }
        done += written;
      }
    },
    truncate: (size) => handle.truncate(size),
    flush: () => handle.flush(),
    close: () => handle.close(),
  };
}
