import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileEntry } from '../../src/package/manifest.ts';
import {
  assertIntact,
  MAX_MANIFEST_BYTES,
  PackageError,
  parseManifestText,
  tooLong,
  type PackageSource,
} from '../../src/package/source.ts';

/** A package in a folder. A file is verified each time it is read: nothing of it is kept. */
export function folderSource(folder: string): PackageSource {
  const readWhole = async (
    path: string,
    signal?: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> => {
    try {
      return new Uint8Array(await readFile(join(folder, path), signal && { signal }));
    } catch (error) {
      signal?.throwIfAborted();
      if (isMissing(error)) {
        throw new PackageError('file-missing', path, `${path} is missing in ${folder}.`);
      }
      throw error;
    }
  };
  const read = async (file: FileEntry, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = await readWhole(file.path, signal);
    assertIntact(file, bytes.length, createHash('sha256').update(bytes).digest('hex'));
    return bytes;
  };
  return {
    async manifest(signal) {
      const path = 'manifest.json';
      const { size } = await stat(join(folder, path)).catch(() => ({ size: 0 }));
      if (size > MAX_MANIFEST_BYTES) throw tooLong();
      const bytes = await readWhole(path, signal);
      return parseManifestText(new TextDecoder().decode(bytes));
    },
    async fetchAll(files, onBytes, signal) {
      for (const file of files) {
        // Found missing or damaged now rather than in the middle of a picture.
        await read(file, signal);
        onBytes(file, file.sizeBytes);
      }
    },
    read,
    forget: () => undefined,
  };
}

export function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR';
}
