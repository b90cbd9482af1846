import { createReadStream } from 'node:fs';
import type { ContentHashes } from '../../src/exporter/ports.ts';
import { newDigest } from './sha256.ts';

/** @param onChunk gets what is read, in order */
export async function hashFile(
  path: string,
  onChunk: (chunk: Buffer) => Promise<void> | void = () => undefined,
): Promise<ContentHashes & { sizeBytes: number }> {
  const digest = newDigest();
  let sizeBytes = 0;
  const chunks: AsyncIterable<Buffer> = createReadStream(path, { highWaterMark: 2 ** 20 });
  for await (const chunk of chunks) {
    digest.update(chunk);
    sizeBytes += chunk.length;
    await onChunk(chunk);
  }
  return { sizeBytes, ...digest.end() };
}
