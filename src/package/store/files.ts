import * as v from 'valibot';
import type { FileEntry } from '../manifest.ts';
import { PackageError } from '../source.ts';

/**
 * What the store stands on: files named by the SHA-256 of their content, a record for each, and a list of
 * packages. `opfs.ts` keeps them in the browser's private file system, tests keep them in memory.
 */

/** A file that is being written. Synchronous, as the browser's handle is. */
export interface Part {
  size(): number;
  /** @returns bytes read */
  read(into: Uint8Array<ArrayBuffer>, at: number): number;
  /** @throws DOMException 'QuotaExceededError' */
  write(bytes: Uint8Array<ArrayBuffer>, at: number): void;
  truncate(size: number): void;
  /** Returns when the bytes are on the disk. */
  flush(): void;
  close(): void;
}

/** What is known of a file. Without a complete one its content is not believed. */
export const FileRecordSchema = v.object({
  version: v.literal(1),
  sha256: v.string(),
  sizeBytes: v.number(),
  complete: v.boolean(),
  /** Null; earlier versions of the app, which may be open in another tab, read no record without it. */
  etag: v.nullable(v.string()),
  /** The hashes of pieces that have vouched for a complete file; absent where its SHA-256 has. */
  pieces: v.optional(v.array(v.string())),
});
export type FileRecord = v.InferOutput<typeof FileRecordSchema>;

/**
 * Whether a file is here as a manifest names it. Pieces vouch only for who names the same ones: a package may claim
 * any SHA-256 for them, and must not slip its content into another one that has a file of that name.
 */
export function isHere(record: FileRecord | null, file: FileEntry): boolean {
  if (!record?.complete || record.sizeBytes !== file.sizeBytes) return false;
  return record.pieces === undefined || record.pieces.join() === file.pieces?.join();
}

/** The record of a file of which not all is here, or not all of it is right. */
export function partial({ sha256, sizeBytes }: FileEntry): FileRecord {
  return { version: 1, sha256, sizeBytes, complete: false, etag: null };
}

export function complete({ sha256, sizeBytes, pieces }: FileEntry): FileRecord {
  const record = { version: 1, sha256, sizeBytes, complete: true, etag: null } as const;
  return pieces ? { ...record, pieces } : record;
}

export const PackageRecordSchema = v.object({
  version: v.literal(1),
  /** Names this very content: see `packageKey`. */
  key: v.string(),
  address: v.variant('kind', [
    v.object({ kind: v.literal('folder'), url: v.string() }),
    v.object({
      kind: v.literal('hub'),
      repository: v.string(),
      revision: v.string(),
      folder: v.string(),
    }),
    v.object({ kind: v.literal('local'), name: v.string() }),
    v.object({ kind: v.literal('converted'), prior: v.string(), decoder: v.string() }),
  ]),
  /** As it came; read with `parseManifest`. */
  manifest: v.unknown(),
  addedAtMs: v.number(),
  /** A person has stopped the download: it does not go on by itself. */
  paused: v.boolean(),
  /** Names the folder of the conversion that has made it, which is deleted with it. */
  conversion: v.optional(v.string()),
});
export type PackageRecord = v.InferOutput<typeof PackageRecordSchema>;

export interface StoreFiles {
  /** False where nothing can be kept, and every writing method fails. */
  readonly available: boolean;
  /** Opens a file for writing, made where it is not there. One at a time. */
  openPart(sha256: string): Promise<Part>;
  /** Bytes of a file, 0 where it is not there. */
  sizeOf(sha256: string): Promise<number>;
  /** Null where there is none, or it cannot be read. */
  record(sha256: string): Promise<FileRecord | null>;
  /** The SHA-256 of every file and record. */
  list(): Promise<string[]>;
  /** Writes a record; what follows one that is not complete happens after that is on the disk. */
  mark(record: FileRecord): Promise<void>;
  remove(sha256: string): Promise<void>;
  packages(): Promise<PackageRecord[]>;
  keepPackage(record: PackageRecord): Promise<void>;
  /** With what was learned of it, and what it was made from. */
  forgetPackage(key: string): Promise<void>;
  /** Bytes of all that this site stores, at which a write has failed; null where none has. See `room.ts`. */
  limit(): Promise<number | null>;
  keepLimit(limitBytes: number | null): Promise<void>;
}

/** Where the browser gives no files to pages: packages can be looked at, not kept. */
export function noFiles(why: string): StoreFiles {
  const refuse = () => Promise.reject(new PackageError('no-storage', '', why));
  return {
    available: false,
    openPart: refuse,
    sizeOf: () => Promise.resolve(0),
    record: () => Promise.resolve(null),
    list: () => Promise.resolve([]),
    mark: refuse,
    remove: refuse,
    packages: () => Promise.resolve([]),
    keepPackage: refuse,
    forgetPackage: refuse,
    limit: () => Promise.resolve(null),
    keepLimit: refuse,
  };
}
