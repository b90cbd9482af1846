import { reason } from '../http-origin.ts';
import type { FileEntry } from '../manifest.ts';
import type { PackageOrigin, Span } from '../origin.ts';
import { PackageError } from '../source.ts';
import { bodyReader, type BodyReader } from './body.ts';

export interface ReceiveOptions {
  origin: PackageOrigin;
  /** A connection that brings nothing for so long is cut. */
  stallMs: number;
  signal?: AbortSignal;
}

/** Where received bytes go. */
export interface Sink {
  /** The file comes from its start: the server does not know ranges. */
  restart(): void;
  /** Memory for what comes next; given away until `take` brings it back, or for good where that fails. */
  room(): Uint8Array<ArrayBuffer>;
  /** @returns a promise where more should come only later */
  take(bytes: Uint8Array<ArrayBuffer>, at: number): Promise<void> | void;
}

/**
 * Fetches some of a file's bytes, or all of them where the server knows no ranges.
 * @param noteReached gets the byte of the file up to which they have come
 * @throws PackageError, or the signal's reason; what has come was taken
 */
export async function receive(
  file: FileEntry,
  span: Span,
  sink: Sink,
  { origin, stallMs, signal }: ReceiveOptions,
  noteReached: (byte: number) => void,
): Promise<void> {
  const stalled = new AbortController();
  const either = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
  let timer = setTimeout(() => stalled.abort(), stallMs);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(), stallMs);
  };
  let { from: here, to } = span;
  let body: BodyReader | null = null;
  try {
    const opened = await origin.open(file, span, either);
    if (opened.from !== here) {
      sink.restart();
      [here, to] = [0, file.sizeBytes];
    }
    body = bodyReader(opened.body);
    while (here < to) {
      const bytes = await body.read(sink.room().subarray(0, to - here));
      if (!bytes) throw cut(file, here, 'the connection was closed');
      alive();
      const { length } = bytes;
      await sink.take(bytes, here);
      here += length;
      noteReached(here);
      signal?.throwIfAborted();
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (stalled.signal.aborted) throw cut(file, here, `nothing came for ${stallMs / 1000} s`);
    // The stream's own complaint is a TypeError; everything else has its words already.
    throw error instanceof TypeError ? cut(file, here, reason(error)) : error;
  } finally {
    clearTimeout(timer);
    await body?.close();
  }
}

function cut(file: FileEntry, here: number, why: string): PackageError {
  return new PackageError(
    'network',
    file.path,
    `${file.path} broke off after ${here} of ${file.sizeBytes} bytes: ${why}.`,
    { how: 'later' },
  );
}
