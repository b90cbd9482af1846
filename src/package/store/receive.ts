import { reason } from '../http-origin.ts';
import type { FileEntry } from '../manifest.ts';
import type { PackageOrigin, Span } from '../origin.ts';
import { assertIntact, PackageError } from '../source.ts';
import { partial, type StoreFiles } from './files.ts';

export interface ReceiveOptions {
  origin: PackageOrigin;
  files: StoreFiles;
  /** A connection that brings nothing for so long is cut. */
  stallMs: number;
  signal?: AbortSignal;
}

/** Where received bytes go. */
export interface Sink {
  /** The file comes from its start: the server does not know ranges, or has another version by now. */
  restart(): void;
  /** @returns a promise where more should come only later */
  take(bytes: Uint8Array<ArrayBuffer>, at: number): Promise<void> | void;
}

/** A try that brings less is no progress: a server that cuts every connection at once would be asked for ever. */
const PROGRESS_BYTES = 2 ** 18;

/**
 * Fetches some of a file's bytes, or all of them where the server knows no ranges.
 * @throws PackageError, or the signal's reason; what has come was taken
 */
export async function receive(
  file: FileEntry,
  span: Span,
  sink: Sink,
  { origin, files, stallMs, signal }: ReceiveOptions,
  noteProgress: () => void,
): Promise<void> {
  const stalled = new AbortController();
  const either = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
  let timer = setTimeout(() => stalled.abort(), stallMs);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(), stallMs);
  };
  let { from: here, to } = span;
  try {
    const etag = (await files.record(file.sha256))?.etag ?? null;
    const opened = await origin.open(file, span, etag, either);
    if (opened.from !== here) {
      sink.restart();
      [here, to] = [0, file.sizeBytes];
    }
    if (here === 0 || opened.etag !== etag) await files.mark(partial(file, opened.etag));
    let received = 0;
    for await (const chunk of chunks(opened.body)) {
      alive();
      if (here + chunk.length > file.sizeBytes) assertIntact(file, here + chunk.length, '');
      const bytes = chunk.subarray(0, to - here);
      const { length } = bytes;
      await sink.take(bytes, here);
      here += length;
      received += length;
      if (received >= PROGRESS_BYTES) noteProgress();
      signal?.throwIfAborted();
      if (here === to) break;
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (stalled.signal.aborted) throw cut(file, here, `nothing came for ${stallMs / 1000} s`);
    // The stream's own complaint is a TypeError; everything else has its words already.
    throw error instanceof TypeError ? cut(file, here, reason(error)) : error;
  } finally {
    clearTimeout(timer);
  }
  if (here < to) throw cut(file, here, 'the connection was closed');
}

function cut(file: FileEntry, here: number, why: string): PackageError {
  return new PackageError(
    'network',
    file.path,
    `${file.path} broke off after ${here} of ${file.sizeBytes} bytes: ${why}.`,
    { how: 'later' },
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
