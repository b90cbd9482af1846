import { newSha256 } from '../../hub/hash.ts';
import { retried, type Retry, type RetryPolicy } from '../../hub/retry.ts';
import type { FileEntry } from '../manifest.ts';
import { assertIntact, PackageError } from '../source.ts';
import { settledRecord } from './claims.ts';
import { complete, isHere, partial, type Part, type StoreFiles } from './files.ts';
import { hashPart } from './hash.ts';
import { Pieces } from './pieces.ts';
import { receive, type ReceiveOptions, type Sink } from './receive.ts';

export interface DownloadOptions extends ReceiveOptions {
  files: StoreFiles;
  retry: RetryPolicy;
  /** Bytes of this file that are here, and how many of them have just come over the line. */
  onBytes: (here: number, received: number) => void;
  onRetry: (retry: Retry<PackageError>) => void;
}

/** Of a file without pieces, at a time. */
const READ_BYTES = 2 ** 20;

/**
 * Brings one file into the store and verifies it: written, hashed on the way, brought to the disk, and only then
 * marked as complete. What an earlier try has left is gone on from, byte by byte. The caller sees to it that nobody
 * else writes the same file.
 * @throws PackageError, or the signal's reason; what has come stays
 */
export async function downloadFile(file: FileEntry, options: DownloadOptions): Promise<void> {
  const { files, signal, onBytes } = options;
  const record = await settledRecord(file, files, signal);
  if (!isHere(record, file) || (await files.sizeOf(file.sha256)) !== file.sizeBytes) {
    // It is about to change: what happens in between must not be taken for the whole.
    if (record?.complete) await files.mark(partial(file));
    const { retry: policy, onRetry } = options;
    await retried({ policy, signal, isOwn: isPackageError, onRetry }, (noteReached) =>
      attempt(file, options, noteReached),
    );
    await files.mark(complete(file));
  }
  onBytes(file.sizeBytes, 0);
}

async function attempt(
  file: FileEntry,
  options: DownloadOptions,
  noteReached: (byte: number) => void,
): Promise<void> {
  const part = await options.files.openPart(file.sha256);
  try {
    if (part.size() > file.sizeBytes) part.truncate(0);
    const pieces = Pieces.of(file, part);
    if (pieces) await fetchPieces(file, part, pieces, options, noteReached);
    else await fetchWhole(file, part, options, noteReached);
    part.flush();
  } catch (error) {
    throw asFull(file, error);
  } finally {
    part.close();
  }
}

async function fetchPieces(
  file: FileEntry,
  part: Part,
  pieces: Pieces,
  options: DownloadOptions,
  noteReached: (byte: number) => void,
): Promise<void> {
  const { signal, onBytes } = options;
  await pieces.look(signal);
  try {
    for (let span = pieces.missing(); span; span = pieces.missing()) {
      const rest = { from: pieces.resume(span), to: span.to };
      onBytes(pieces.here, 0);
      await receive(file, rest, pieces.sink(onBytes), options, noteReached);
      await pieces.assertRight(span);
    }
  } catch (error) {
    if (isWrong(error)) {
      // Whole pieces are judged by their hashes, wherever they come from.
      part.truncate(pieces.rightEnd());
    }
    throw error;
  }
}

/** A file whose manifest has one hash for all of it. */
async function fetchWhole(
  file: FileEntry,
  part: Part,
  options: DownloadOptions,
  noteReached: (byte: number) => void,
): Promise<void> {
  const { signal, onBytes } = options;
  const hash = await newSha256();
  let buffer = new ArrayBuffer(0);
  const sink: Sink = {
    restart: () => {
      part.truncate(0);
      hash.reset();
      onBytes(0, 0);
    },
    room: () => new Uint8Array(buffer.byteLength > 0 ? buffer : new ArrayBuffer(READ_BYTES)),
    take: (bytes, at) => {
      buffer = bytes.buffer;
      part.write(bytes, at);
      hash.update(bytes);
      onBytes(at + bytes.length, bytes.length);
    },
  };
  try {
    // What an earlier try has left, so that the hash goes on from there.
    await hashPart(part, hash, signal);
    const from = part.size();
    onBytes(from, 0);
    if (from < file.sizeBytes) {
      await receive(file, { from, to: file.sizeBytes }, sink, options, noteReached);
    }
    assertIntact(file, part.size(), hash.digest());
  } catch (error) {
    if (isWrong(error)) {
      part.truncate(0);
      onBytes(0, 0);
    }
    throw error;
  }
}

const isPackageError = (error: unknown) => error instanceof PackageError;

/** Whether what has come is of no use. */
function isWrong(error: unknown): boolean {
  return error instanceof PackageError && error.again?.how === 'anew';
}

function asFull(file: FileEntry, error: unknown): unknown {
  if (!(error instanceof DOMException) || error.name !== 'QuotaExceededError') return error;
  return new PackageError(
    'storage-full',
    file.path,
    `${file.path}: the browser had no space for its ${file.sizeBytes} bytes.`,
  );
}
