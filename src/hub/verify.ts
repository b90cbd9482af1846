import type { HubFile } from './api.ts';
import { newGitBlobId, newSha256, type Hasher } from './hash.ts';

/** What a file must hash to. */
export interface ExpectedHash {
  /** `sha256:` or `git:`, and hex digits: names the content. */
  contentId: string;
  hasher: Hasher;
}

/** Null for a file of which the Hub lists no hash, as on some mirrors. */
export async function expectedHash(file: HubFile): Promise<ExpectedHash | null> {
  const { sha256, gitBlobId, sizeBytes } = file;
  if (sha256 !== null) return { contentId: `sha256:${sha256}`, hasher: await newSha256() };
  if (gitBlobId === null) return null;
  return { contentId: `git:${gitBlobId}`, hasher: await newGitBlobId(sizeBytes) };
}

/** Ends the hash. */
export const digestOf = ({ contentId, hasher }: ExpectedHash) =>
  `${contentId.slice(0, contentId.indexOf(':'))}:${hasher.digest()}`;

/** Bytes that are here. */
export interface Readable {
  /** `from` up to, not including, `to`; at least one byte. */
  read(from: number, to: number): Promise<Uint8Array> | Uint8Array;
}

const READ_BYTES = 2 ** 20;
/** Messages to a worker, such as Cancel, are heard every so many reads. */
const READS_A_TURN = 16;

/** @throws the signal's reason, or what reading throws */
export async function hashBytes(
  content: Readable,
  sizeBytes: number,
  hasher: Hasher,
  signal: AbortSignal | undefined,
  onCheck: (checkedBytes: number) => void = () => undefined,
): Promise<void> {
  for (let at = 0, reads = 1; at < sizeBytes; reads++) {
    const bytes = await content.read(at, Math.min(at + READ_BYTES, sizeBytes));
    if (bytes.length === 0) throw new Error(`Expected ${sizeBytes} bytes to read, received ${at}.`);
    hasher.update(bytes);
    at += bytes.length;
    onCheck(at);
    if (reads % READS_A_TURN === 0) await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
  }
}

/** Whether bytes are what the Hub lists of a file; of one without a hash only its length is known. */
export async function isIntact(
  file: HubFile,
  content: Readable & { sizeBytes: number },
  signal?: AbortSignal,
): Promise<boolean> {
  if (content.sizeBytes !== file.sizeBytes) return false;
  const expected = await expectedHash(file);
  if (!expected) return true;
  await hashBytes(content, file.sizeBytes, expected.hasher, signal);
  return digestOf(expected) === expected.contentId;
}
