import * as v from 'valibot';
import { FileRecordSchema, PackageRecordSchema, type Part, type StoreFiles } from './files.ts';

/**
 * The store in the browser's private file system:
 *
 * ```
 * wuerstchen-models/files/<sha256>        content, whole or in part
 * wuerstchen-models/records/<sha256>.json what is known of it: complete or not
 * wuerstchen-models/packages/<key>.json   the manifest and where it came from
 * wuerstchen-models/limit.json            what this browser gave at most, where it gave less than it says
 * ```
 *
 * It belongs to the whole origin: two copies of the app on one site share what is the same.
 */
const ROOT = 'wuerstchen-models';

/** Reading works everywhere, writing only in a worker: pages have no synchronous handles. */
export async function openStoreFolders(): Promise<StoreFolders> {
  const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(ROOT, MAKE);
  const [files, records, packages] = await Promise.all(
    ['files', 'records', 'packages'].map((name) => root.getDirectoryHandle(name, MAKE)),
  );
  return { root, files: files!, records: records!, packages: packages! };
}

export interface StoreFolders {
  root: FileSystemDirectoryHandle;
  files: FileSystemDirectoryHandle;
  records: FileSystemDirectoryHandle;
  packages: FileSystemDirectoryHandle;
}

const MAKE = { create: true };

const LIMIT = 'limit.json';
const LimitSchema = v.object({
  version: v.literal(1),
  limitBytes: v.pipe(v.number(), v.minValue(0)),
});

/** @throws DOMException where the browser gives no files to pages */
export async function openOpfs(): Promise<StoreFiles> {
  const folders = await openStoreFolders();
  return {
    available: true,
    openPart: async (sha256) => asPart(await handleFor(folders.files, sha256)),
    sizeOf: async (sha256) => (await readFile(folders.files, sha256))?.size ?? 0,
    record: (sha256) => readRecord(folders, sha256),
    async list() {
      const names = [...(await namesIn(folders.files)), ...(await namesIn(folders.records))];
      return [...new Set(names.map((name) => name.replace(/\.json$/, '')))];
    },
    // A complete one that a power cut takes away costs nothing but hashing the file again.
    mark: (record) => writeJson(folders.records, `${record.sha256}.json`, record, !record.complete),
    async remove(sha256) {
      // The record first: what is left behind by a crash in between is not believed.
      await discard(folders.records, `${sha256}.json`);
      await discard(folders.files, sha256);
    },
    packages: () => readPackages(folders),
    keepPackage: (record) => writeJson(folders.packages, `${record.key}.json`, record),
    forgetPackage: (key) => discard(folders.packages, `${key}.json`),
    limit: async () => (await readJson(folders.root, LIMIT, LimitSchema))?.limitBytes ?? null,
    keepLimit: (limitBytes) =>
      limitBytes === null
        ? discard(folders.root, LIMIT)
        : writeJson(folders.root, LIMIT, { version: 1, limitBytes }),
  };
}

export async function readRecord({ records }: StoreFolders, sha256: string) {
  return readJson(records, `${sha256}.json`, FileRecordSchema);
}

export async function readPackages({ packages }: StoreFolders) {
  const found = await Promise.all(
    (await namesIn(packages)).map((name) => readJson(packages, name, PackageRecordSchema)),
  );
  return found.filter((record) => record !== null);
}

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

async function readJson<Schema extends v.GenericSchema>(
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
async function writeJson(
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

async function namesIn(folder: FileSystemDirectoryHandle): Promise<string[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names;
}

async function discard(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  await folder.removeEntry(name).catch((error: unknown) => {
    if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
  });
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
