import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

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

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** An error as it is, a full disk in plain words. */
export function describeDiskError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code !== 'string' || !FULL.has(code)) return error;
  return new Error(
    `${path} could not be written: the disk is full. Free some space in ${dirname(path)} and run the ` +
      'same command again: it goes on from the last finished file.',
    { cause: error },
  );
}
