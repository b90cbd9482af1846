import { newSha256 } from '../../hub/hash.ts';
import type { FileEntry } from '../manifest.ts';
import { PackageError } from '../source.ts';
import { complete, isHere, type FileRecord, type StoreFiles } from './files.ts';
import { hashPart } from './hash.ts';

/**
 * Two manifests may say different things of one SHA-256: another length, or other pieces. One of them is wrong, and it
 * must not cost the other one's model its file.
 */

/**
 * @param record of the SHA-256 that the file is named with
 * @throws PackageError 'bad-manifest' if the whole content has been verified, and has another length
 */
export function assertClaim(file: FileEntry, record: FileRecord | null): void {
  if (!record?.complete || record.pieces || record.sizeBytes === file.sizeBytes) return;
  throw new PackageError(
    'bad-manifest',
    file.path,
    `${file.path}: the manifest says that SHA-256 ${file.sha256} has ${file.sizeBytes} bytes, and the file of that hash on this device has ${record.sizeBytes}: the manifest is wrong.`,
  );
}

/**
 * A file's record before anything is done to the file. Where only pieces have vouched for what is here, and this
 * manifest says something else, the content is hashed as a whole: that decides which of the two is right.
 * @throws PackageError 'bad-manifest', or the signal's reason
 */
export async function settledRecord(
  file: FileEntry,
  files: StoreFiles,
  signal?: AbortSignal,
): Promise<FileRecord | null> {
  let record = await files.record(file.sha256);
  if (record?.complete && record.pieces && !isHere(record, file)) {
    const whole = complete({ path: file.path, sha256: file.sha256, sizeBytes: record.sizeBytes });
    if (await isWhole(whole, files, signal)) {
      await files.mark(whole);
      record = whole;
    }
  }
  assertClaim(file, record);
  return record;
}

async function isWhole(
  { sha256, sizeBytes }: FileRecord,
  files: StoreFiles,
  signal?: AbortSignal,
): Promise<boolean> {
  if ((await files.sizeOf(sha256)) !== sizeBytes) return false;
  const part = await files.openPart(sha256);
  try {
    const hash = await newSha256();
    await hashPart(part, hash, signal);
    return hash.digest() === sha256;
  } finally {
    part.close();
  }
}
