import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from '../../src/exporter/ports.ts';
import { assertFile } from './file-kind.ts';

/**
 * A file on the disk; its handle is its path.
 * @throws Error unless a file is there that may be read
 */
export function openFile(path: string): ByteSource {
  assertFile(path);
  const descriptor = openSync(path, 'r');
  const { size, mtimeMs, ctimeMs } = fstatSync(descriptor);
  return {
    sizeBytes: size,
    version: `${mtimeMs} ${ctimeMs}`,
    handle: path,
    // eslint-disable-next-line @typescript-eslint/require-await -- errors are to be rejections
    async read(from, to, signal) {
      signal?.throwIfAborted();
      const bytes = new Uint8Array(to - from);
      readFully(path, descriptor, bytes, from);
      return bytes;
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- the same
    async close() {
      closeSync(descriptor);
    },
  };
}

/** @throws Error if the file ends before */
export function readFully(path: string, descriptor: number, bytes: Uint8Array, from: number): void {
  for (let done = 0; done < bytes.length;) {
    const count = readSync(descriptor, bytes, done, bytes.length - done, from + done);
    if (count === 0) throw new Error(`${path}: the file became shorter while it was read`);
    done += count;
  }
}
