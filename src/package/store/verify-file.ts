import { newSha256 } from '../../hub/hash.ts';
import type { FileEntry } from '../manifest.ts';
import type { StoreFiles } from './files.ts';
import { hashPart } from './hash.ts';
import { Pieces } from './pieces.ts';

/** Reads a file of the store again: whether it is what its entry says. */
export async function verifyFile(
  file: FileEntry,
  files: StoreFiles,
  signal: AbortSignal,
  onBytes: (here: number, read: number) => void,
): Promise<boolean> {
  const part = await files.openPart(file.sha256);
  try {
    if (part.size() !== file.sizeBytes) return false;
    const pieces = Pieces.of(file, part);
    if (pieces) {
      await pieces.look(signal, onBytes);
      return pieces.missing() === null;
    }
    const hash = await newSha256();
    await hashPart(part, hash, signal, onBytes);
    return hash.digest() === file.sha256;
  } finally {
    part.close();
  }
}
