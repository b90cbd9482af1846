import type { Again } from '../hub/errors.ts';
import type { FileEntry } from './manifest.ts';

/** Bytes of a package file: a Blob where the platform can keep it outside of memory. */
export type FileContent = Uint8Array<ArrayBuffer> | Blob;

/**
 * A package that can be read: from a web server, a folder, or the browser's own storage.
 * Nothing that a source hands out is unverified. Every method throws `PackageError`.
 */
export interface PackageSource {
  /** `manifest.json`, parsed but not yet checked against the schema. */
  manifest(signal?: AbortSignal): Promise<unknown>;
  /**
   * Brings files here and verifies them, so that `read` answers without the network. `onBytes`
   * gets the bytes of one file that have arrived so far; the last call says `file.sizeBytes`.
   */
  fetchAll(
    files: readonly FileEntry[],
    onBytes: (file: FileEntry, doneBytes: number) => void,
    signal?: AbortSignal,
  ): Promise<void>;
  /** The content of a file, fetched first where `fetchAll` has not. */
  read(file: FileEntry, signal?: AbortSignal): Promise<FileContent>;
  /** Frees what memory the file takes; a later `read` fetches it again. */
  forget(file: FileEntry): void;
  /** Lets go of what keeps others from deleting the package. */
  close?(): void;
}

export type PackageErrorCode =
  | 'bad-manifest'
  | 'file-missing'
  | 'file-corrupt'
  | 'network'
  | 'insecure'
  /** The server wants to know who asks. */
  | 'forbidden'
  | 'storage-full'
  /** The browser gives no storage: private windows, insecure pages, old browsers. */
  | 'no-storage'
  /** Another tab holds it. */
  | 'in-use';

/** What is wrong with a package: which file, what was expected, what came. */
export class PackageError extends Error {
  readonly code: PackageErrorCode;
  readonly path: string;
  /** Null where another try would end like this one. */
  readonly again: Again | null;
  constructor(code: PackageErrorCode, path: string, message: string, again: Again | null = null) {
    super(message);
    this.name = 'PackageError';
    this.code = code;
    this.path = path;
    this.again = again;
  }
}

/**
 * Checks a file's content against its entry.
 * @param sha256 lower-case hex digits of the content's hash
 * @throws PackageError 'file-corrupt'
 */
export function assertIntact(file: FileEntry, sizeBytes: number, sha256: string): void {
  if (sizeBytes !== file.sizeBytes) {
    const what = sizeBytes < file.sizeBytes ? 'is truncated' : 'is too long';
    throw new PackageError(
      'file-corrupt',
      file.path,
      `${file.path} ${what}: expected ${file.sizeBytes} bytes, received ${sizeBytes}.`,
      { how: 'anew' },
    );
  }
  if (sha256 !== file.sha256) {
    throw new PackageError(
      'file-corrupt',
      file.path,
      `${file.path} is corrupt: expected SHA-256 ${file.sha256}, received ${sha256}.`,
      { how: 'anew' },
    );
  }
}

/** No manifest is longer (the published model's has some hundred kilobytes): it is refused before it is parsed. */
export const MAX_MANIFEST_BYTES = 8 * 2 ** 20;

export function tooLong(): PackageError {
  return new PackageError(
    'bad-manifest',
    'manifest.json',
    `manifest.json is longer than ${MAX_MANIFEST_BYTES} bytes, the most a manifest may have.`,
  );
}

/**
 * Parses `manifest.json`.
 * @throws PackageError 'bad-manifest'
 */
export function parseManifestText(text: string): unknown {
  if (text.length > MAX_MANIFEST_BYTES) throw tooLong();
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PackageError(
      'bad-manifest',
      'manifest.json',
      `manifest.json is not valid JSON: ${reason}`,
    );
  }
}
