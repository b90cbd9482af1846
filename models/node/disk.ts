import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './file-kind.ts';

export const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;

/** Bytes free where a folder is. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Graphs, tokenizers and the manifest of the largest package take a few megabytes. */
const BESIDES_BYTES = 16e6;

/** @throws Error if a package of so many bytes of weights has no room */
export async function assertRoom(folder: string, bytes: number): Promise<void> {
  const free = await freeBytes(folder);
  if (free < bytes + BESIDES_BYTES) {
    throw new Error(
      `${folder}: ${gigabytes(bytes + BESIDES_BYTES)} are still to be written, and the disk has ${gigabytes(free)} left.`,
    );
  }
}

const FULL =
  'the disk is full. Free some space in FOLDER and run the same command again: it goes on from the last finished file.';
const DENIED = 'this user may not write there. Choose another folder, or change its permissions.';
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EROFS: 'the disk is read-only. Choose a folder on another.',
  EACCES: DENIED,
  EPERM: DENIED,
  ENOENT: 'no folder can be made there. Choose another.',
  ENOTDIR: 'a part of its name is no folder. Choose another.',
  EEXIST: 'something else has its name. Choose another.',
  ENAMETOOLONG: 'its name is too long. Choose a shorter one.',
  EIO: 'the disk reports an error.',
};

/** An error as it is; in plain words where the disk does not take what is written. */
export function describeDiskError(error: unknown, path: string): unknown {
  const reason = REASONS[codeOf(error) ?? ''];
  if (!reason) return error;
  return new Error(`${path} could not be written: ${reason.replace('FOLDER', dirname(path))}`, {
    cause: error,
  });
}
