import type { Retry, RetryPolicy } from '../../hub/retry.ts';
import type { FileEntry } from '../manifest.ts';
import type { PackageOrigin } from '../origin.ts';
import type { Where } from './api.ts';
import { downloadFile } from './download.ts';
import type { StoreFiles } from './files.ts';
import { verifyFile } from './verify-file.ts';

/** Bytes of a file that are here, and how many of them have just come over the line or from the disk. */
export type OnBytes = (here: number, moved: number) => void;

export interface Watch {
  signal: AbortSignal;
  onBytes: OnBytes;
}

export interface FetchWatch extends Watch {
  onRetry: (retry: Pick<Retry, 'waitMs'> & { message: string }) => void;
}

/** What is done to one file. Nobody else may touch it meanwhile. Rejects with `PackageError`, or the signal's reason. */
export interface FileJobs {
  /** So many at a time will probably be asked for soon. */
  expect?(jobs: number): void;
  /**
   * Fetches what is missing and verifies it.
   * @param where pinned
   */
  fetch(file: FileEntry, where: Where, watch: FetchWatch): Promise<void>;
  /** Reads a file again: whether it is what its entry says. */
  verify(file: FileEntry, watch: Watch): Promise<boolean>;
}

export interface JobOptions {
  files: StoreFiles;
  openOrigin: (where: Where, signal?: AbortSignal) => Promise<PackageOrigin>;
  retry: RetryPolicy;
  /** Default 30 s. */
  stallMs?: number;
}

/** In the calling thread. */
export function fileJobs({ files, openOrigin, retry, stallMs = 30_000 }: JobOptions): FileJobs {
  return {
    async fetch(file, where, { signal, onBytes, onRetry }) {
      await downloadFile(file, {
        origin: await openOrigin(where, signal),
        files,
        retry,
        stallMs,
        signal,
        onBytes,
        onRetry: ({ error, waitMs }) => onRetry({ message: error.message, waitMs }),
      });
    },
    verify: (file, { signal, onBytes }) => verifyFile(file, files, signal, onBytes),
  };
}
