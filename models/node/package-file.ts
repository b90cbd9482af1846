import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentName } from '../../src/exporter/content.ts';
import { hashesOf } from '../../src/exporter/digest.ts';
import type { FileEntry } from '../../src/package/manifest.ts';
import { describeDiskError } from './disk.ts';
import { createSha256 } from './sha256.ts';

/** Writes a file of the package under a name with its hash; its entry in the manifest. */
export async function writePackageFile(
  folder: string,
  stem: string,
  extension: string,
  bytes: Uint8Array,
): Promise<FileEntry> {
  const hashes = await hashesOf(bytes, createSha256);
  const path = contentName(stem, hashes.sha256, extension);
  try {
    writeFileSync(join(folder, path), bytes);
  } catch (error) {
    throw describeDiskError(error, join(folder, path));
  }
  return { path, sizeBytes: bytes.length, ...hashes };
}
