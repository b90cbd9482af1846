import { createSHA256 } from 'hash-wasm';
import type { Part } from './files.ts';

/** SHA-256 of bytes that come piece by piece. */
export interface Hasher {
  /**
   * Takes the bytes over: they may be moved to another thread, and must not be touched any more.
   * @returns a promise where more should come only later
   */
  update(bytes: Uint8Array<ArrayBuffer>): Promise<void> | void;
  /** Forgets what came. */
  reset(): void;
  /** Lower-case hex digits. */
  digest(): Promise<string>;
  /** Lets go of its thread; always to be called. */
  close(): void;
}

/**
 * @param sizeBytes of what will be hashed: small things are not worth a thread
 */
export type NewHasher = (sizeBytes: number) => Promise<Hasher>;

/**
 * In the calling thread. WebCrypto takes a file only as a whole, which may be 200 MB; hash-wasm was 3.6 times as fast
 * as @noble/hashes in Chromium (131 against 36 MB/s on a busy core).
 */
export async function newSha256(): Promise<Hasher> {
  const hash = await createSHA256();
  hash.init();
  return {
    update: (bytes) => void hash.update(bytes),
    reset: () => void hash.init(),
    digest: () => Promise.resolve(hash.digest('hex')),
    close: () => undefined,
  };
}

const READ_BYTES = 2 ** 20;
/** Messages, such as Pause, are heard every so many pieces. */
const PIECES_A_TURN = 16;

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
  for (let at = 0, pieces = 1; at < part.size(); pieces++) {
    const buffer = new Uint8Array(Math.min(READ_BYTES, part.size() - at));
    const read = part.read(buffer, at);
    if (read === 0) throw new Error(`Expected ${part.size()} bytes to read, received ${at}.`);
    await hash.update(buffer.subarray(0, read));
    at += read;
    onBytes(at, read);
    if (pieces % PIECES_A_TURN === 0) await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
  }
}

/** The SHA-256 of what is in a file. */
export async function hashOf(
  part: Part,
  newHasher: NewHasher,
  signal: AbortSignal,
  onBytes: (here: number, read: number) => void,
): Promise<string> {
  const hash = await newHasher(part.size());
  try {
    await hashPart(part, hash, signal, onBytes);
    return await hash.digest();
  } finally {
    hash.close();
  }
}
