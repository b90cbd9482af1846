import type { ByteSource } from '../ports.ts';

/** A file on this machine; workers open the same through its handle. */
export function blobSource(blob: Blob, version: string): ByteSource {
  return {
    sizeBytes: blob.size,
    version,
    handle: blob,
    async read(from, to, signal) {
      signal?.throwIfAborted();
      const bytes = new Uint8Array(await blob.slice(from, to).arrayBuffer());
      if (bytes.length === to - from) return bytes;
      throw new Error(`Expected ${to - from} bytes from byte ${from} on; found ${bytes.length}.`);
    },
    close: () => Promise.resolve(),
  };
}
