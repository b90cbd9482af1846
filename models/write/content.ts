import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileEntry } from '../../src/package/manifest.ts';
import { Digest, type ContentHashes } from './digest.ts';
import { describeDiskError } from './disk.ts';

/** How files of a package are named, and what their entries say of their content. */

/** Hexadecimal digits of a content's SHA-256 in a file's name: 48 bits. */
const NAME_DIGITS = 12;

/** The name of a file says what it holds: it may be kept for ever, wherever it comes from. */
export const contentName = (stem: string, sha256: string, extension: string) =>
  `${stem}.${sha256.slice(0, NAME_DIGITS)}.${extension}`;

/** Whether a file has such a name. */
export const isContentName = ({ path, sha256 }: FileEntry) =>
  path.split('.').at(-2) === sha256.slice(0, NAME_DIGITS);

/** Writes a file of the package under a name with its hash; its entry in the manifest. */
export function writeFile(
  folder: string,
  stem: string,
  extension: string,
  bytes: Uint8Array,
): FileEntry {
  const digest = new Digest();
  digest.update(bytes);
  const hashes = digest.end();
  const path = contentName(stem, hashes.sha256, extension);
  try {
    writeFileSync(join(folder, path), bytes);
  } catch (error) {
    throw describeDiskError(error, join(folder, path));
  }
  return { path, sizeBytes: bytes.length, ...hashes };
}

/** @param onChunk gets what is read, in order */
export async function hashFile(
  path: string,
  onChunk: (chunk: Buffer) => Promise<void> | void = () => undefined,
): Promise<ContentHashes & { sizeBytes: number }> {
  const digest = new Digest();
  let sizeBytes = 0;
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 2 ** 20 });
  for await (const chunk of chunks) {
    digest.update(chunk);
    sizeBytes += chunk.length;
    await onChunk(chunk);
  }
  return { sizeBytes, ...digest.end() };
}
