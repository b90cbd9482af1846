import { reason } from '../http-origin.ts';
import type { FileEntry } from '../manifest.ts';
import type { PackageOrigin } from '../origin.ts';
import { assertIntact, PackageError } from '../source.ts';
import type { FileRecord, Part, StoreFiles } from './files.ts';
import { hashPart, type Hasher, type NewHasher } from './hash.ts';
import { retried, type Retry, type RetryPolicy } from './retry.ts';

export interface DownloadOptions {
  origin: PackageOrigin;
  files: StoreFiles;
  newHasher: NewHasher;
  retry: RetryPolicy;
  /** A connection that brings nothing for so long is cut. */
  stallMs: number;
  signal?: AbortSignal;
  /** Bytes of this file that are here, and how many of them have just come over the line. */
  onBytes: (here: number, received: number) => void;
  onRetry: (retry: Retry) => void;
}

/** A try that brings less is no progress: a server that cuts every connection at once would be asked for ever. */
const PROGRESS_BYTES = 2 ** 18;

/**
 * Brings one file into the store and verifies it: written, hashed on the way, brought to the disk, and only then
 * marked as complete. What an earlier try has left is gone on from, byte by byte. The caller sees to it that nobody
 * else writes the same file.
 * @throws PackageError, or the signal's reason; what has come stays
 */
export async function downloadFile(file: FileEntry, options: DownloadOptions): Promise<void> {
  const { files, onBytes } = options;
  if ((await files.record(file.sha256))?.complete && (await isWhole(file, files))) {
    onBytes(file.sizeBytes, 0);
    return;
  }
  await retried(
    options.retry,
    options.signal,
    (noteProgress) => attempt(file, options, noteProgress),
    options.onRetry,
  );
  await files.mark(recordOf(file, true, null));
  onBytes(file.sizeBytes, 0);
}

async function isWhole(file: FileEntry, files: StoreFiles): Promise<boolean> {
  return (await files.sizeOf(file.sha256)) === file.sizeBytes;
}

function recordOf({ sha256, sizeBytes }: FileEntry, complete: boolean, etag: string | null) {
  return { version: 1, sha256, sizeBytes, complete, etag } satisfies FileRecord;
}

async function attempt(
  file: FileEntry,
  options: DownloadOptions,
  noteProgress: () => void,
): Promise<void> {
  const { files, newHasher, signal } = options;
  const hash = await newHasher(file.sizeBytes);
  let part: Part | null = null;
  try {
    part = await files.openPart(file.sha256);
    if (part.size() > file.sizeBytes) part.truncate(0);
    const etag = (await files.record(file.sha256))?.etag ?? null;
    // What an earlier try has left, so that the hash goes on from there.
    await hashPart(part, hash, signal);
    options.onBytes(part.size(), 0);
    if (part.size() < file.sizeBytes) {
      await receive(file, part, hash, etag, options, noteProgress);
    }
    assertIntact(file, part.size(), await hash.digest());
    part.flush();
  } catch (error) {
    if (error instanceof PackageError && error.again?.how === 'anew') {
      part?.truncate(0);
      options.onBytes(0, 0);
    }
    throw asFull(file, error);
  } finally {
    part?.close();
    hash.close();
  }
}

async function receive(
  file: FileEntry,
  part: Part,
  hash: Hasher,
  etag: string | null,
  { origin, files, stallMs, signal, onBytes }: DownloadOptions,
  noteProgress: () => void,
): Promise<void> {
  const stalled = new AbortController();
  const either = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
  let timer = setTimeout(() => stalled.abort(), stallMs);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(), stallMs);
  };
  let here = part.size();
  try {
    const opened = await origin.open(file, here, etag, either);
    if (opened.from !== here) {
      // The server does not know ranges, or has another version by now.
      part.truncate(0);
      hash.reset();
      here = 0;
      onBytes(0, 0);
    }
    if (here === 0 || opened.etag !== etag) {
      await files.mark(recordOf(file, false, opened.etag));
    }
    let received = 0;
    for await (const bytes of chunks(opened.body)) {
      alive();
      if (here + bytes.length > file.sizeBytes) assertIntact(file, here + bytes.length, '');
      const { length } = bytes;
      part.write(bytes, here);
      await hash.update(bytes);
      here += length;
      received += length;
      if (received >= PROGRESS_BYTES) noteProgress();
      onBytes(here, length);
      signal?.throwIfAborted();
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (stalled.signal.aborted) throw cut(file, here, `nothing came for ${stallMs / 1000} s`);
    // The stream's own complaint is a TypeError; everything else has its words already.
    throw error instanceof TypeError ? cut(file, here, reason(error)) : error;
  } finally {
    clearTimeout(timer);
  }
  if (here < file.sizeBytes) throw cut(file, here, 'the connection was closed');
}

function cut(file: FileEntry, here: number, why: string): PackageError {
  return new PackageError(
    'network',
    file.path,
    `${file.path} broke off after ${here} of ${file.sizeBytes} bytes: ${why}.`,
    { how: 'later' },
  );
}

function asFull(file: FileEntry, error: unknown): unknown {
  if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') return error;
  return new PackageError(
    'storage-full',
    file.path,
    `${file.path}: the browser gave no room for its ${file.sizeBytes} bytes.`,
  );
}

async function* chunks(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // After the end this does nothing; before it the connection is closed.
    await reader.cancel().catch(() => undefined);
  }
}
