import { mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Hub, HubFile, OnBytes } from '../../src/hub/api.ts';
import { HubError } from '../../src/hub/errors.ts';
import { isIntact } from '../../src/hub/verify.ts';
import { DiskTarget, partOf, readSome } from './disk-target.ts';

/** One file of a repository on its way to the disk. */
export interface Download {
  file: HubFile;
  target: string;
}

export interface DownloadOptions {
  hub: Hub;
  signal?: AbortSignal;
  onBytes: OnBytes;
}

/** Fetches a file unless it is here already, whole and unchanged. A later run goes on where an earlier one was cut off. */
export async function download(download: Download, options: DownloadOptions): Promise<void> {
  const { file, target } = download;
  const { hub, signal, onBytes } = options;
  if (await isWhole(target, file, signal)) {
    onBytes(file.sizeBytes, 0);
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  const disk = new DiskTarget(target);
  try {
    await hub.download(file, disk, { onBytes, ...(signal && { signal }) });
  } catch (error) {
    throw isFull(error) ? await diskFull(download, error) : error;
  } finally {
    await disk.close();
  }
}

/** Bytes of a file that an earlier run has left here. */
export async function bytesHere({ target, file }: Download): Promise<number> {
  for (const path of [target, partOf(target)]) {
    const size = (await stat(path).catch(() => null))?.size ?? 0;
    if (size > 0) return Math.min(size, file.sizeBytes);
  }
  return 0;
}

async function isWhole(path: string, file: HubFile, signal?: AbortSignal): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return false;
  const handle = await open(path, 'r');
  try {
    const read = (from: number, to: number) => readSome(handle, from, to);
    return await isIntact(file, { sizeBytes: found.size, read }, signal);
  } finally {
    await handle.close();
  }
}

function isFull(error: unknown): error is Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

async function diskFull(download: Download, cause: Error): Promise<Error> {
  const { file, target } = download;
  const missing = file.sizeBytes - (await bytesHere(download));
  return new HubError(
    'no-room',
    `The disk is full: ${target} needs ${(missing / 1e6).toFixed(1)} MB more. Make room and ` +
      'run the command again: what is here stays, and it goes on from there.',
    { repository: file.repository, path: file.path, cause },
  );
}
