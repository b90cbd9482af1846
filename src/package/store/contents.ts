import { toHex } from '../hex.ts';
import { packageFiles, parseManifest, type FileEntry, type Manifest } from '../manifest.ts';
import { PackageError } from '../source.ts';
import type { PackageRecord } from './files.ts';

/** What a package consists of. */

/** Files of a package, of each content one: two networks may share a file under two names. */
export function contents(manifest: Manifest): FileEntry[] {
  return [...new Map(packageFiles(manifest).map((file) => [file.sha256, file])).values()];
}

/** Bytes of all contents together. */
export function sizeOf(manifest: Manifest): number {
  return contents(manifest).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** @throws PackageError 'bad-manifest' */
export function checked(json: unknown): Manifest {
  try {
    return parseManifest(json);
  } catch (error) {
    throw new PackageError(
      'bad-manifest',
      'manifest.json',
      error instanceof Error ? error.message : String(error),
    );
  }
}

/** The manifest of a record; null if this version of the app does not understand it. */
export function readable(record: PackageRecord): Manifest | null {
  try {
    return parseManifest(record.manifest);
  } catch {
    return null;
  }
}

/** The model's id and the hash of its manifest, which names every byte of it. */
export async function packageKey(manifest: Manifest, text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `${manifest.id}-${toHex(new Uint8Array(digest)).slice(0, 16)}`;
}
