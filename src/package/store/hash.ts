import type { Hasher } from '../../hub/hash.ts';
import type { Part } from './files.ts';

const READ_BYTES = 2 ** 20;
/** Messages, such as Pause, are heard every so many reads. */
const READS_A_TURN = 16;

/**
 * Hashes what is in a file.
 * @throws the signal's reason
 */
export async function hashPart(
  part: Part,
  hash: Hasher,
  signal?: AbortSignal,
  onBytes: (here: number, read: number) => void = () => undefined,
): Promise<void> {
  const buffer = new Uint8Array(Math.min(READ_BYTES, part.size()));
  for (let at = 0, reads = 1; at < part.size(); reads++) {
    const read = part.read(buffer.subarray(0, part.size() - at), at);
    if (read === 0) throw new Error(`Expected ${part.size()} bytes to read, received ${at}.`);
    hash.update(buffer.subarray(0, read));
    at += read;
    onBytes(at, read);
    if (reads % READS_A_TURN === 0) await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
  }
}
