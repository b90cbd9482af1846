import * as v from 'valibot';
import { count, listOf } from './bounds.ts';

/** How a manifest names a file of its package. */

/** Larger files may be verified, and fetched again, in pieces of so many bytes. */
export const PIECE_BYTES = 2 ** 22;

/** 64 GiB; the largest file of the published model has 253 MB. */
const MOST_BYTES = 2 ** 36;

const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'Expected 64 lower-case hex digits'));

/** Relative, forward slashes, no `..`: a package can only name files inside its own folder. */
const RelativePath = v.pipe(
  v.string(),
  v.maxLength(500),
  v.regex(
    /^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))[\w.-]+(?:\/[\w.-]+)*$/,
    'Expected a relative path inside the package',
  ),
);

export const fileEntries = {
  path: RelativePath,
  sizeBytes: count(MOST_BYTES),
  sha256: Sha256,
  /** Of each piece in order, the last one shorter; absent in older packages and where there is but one. */
  pieces: v.optional(listOf(Sha256, MOST_BYTES / PIECE_BYTES)),
};

interface InPieces {
  sizeBytes: number;
  pieces?: readonly string[] | undefined;
}

export const hasItsPieces = ({ sizeBytes, pieces }: InPieces) =>
  pieces === undefined || pieces.length === Math.ceil(sizeBytes / PIECE_BYTES);
export const WRONG_PIECES = `Expected a SHA-256 for each ${PIECE_BYTES} bytes`;

export const FileEntrySchema = v.pipe(
  v.object(fileEntries),
  v.check((file) => hasItsPieces(file), WRONG_PIECES),
);

type Entry = v.InferOutput<typeof FileEntrySchema>;

/**
 * What two entries say of one file or one content, and cannot both be true of.
 * @returns a sentence for each; a path has one content, and a content one length and the same pieces
 */
export function contradictions(files: readonly Entry[]): string[] {
  const byPath = new Map<string, Entry>();
  const byHash = new Map<string, Entry>();
  const found: string[] = [];
  for (const file of files) {
    const { path, sha256, sizeBytes, pieces } = file;
    const same = byPath.get(path) ?? file;
    const twin = byHash.get(sha256) ?? file;
    byPath.set(path, same);
    byHash.set(sha256, twin);
    if (same.sha256 !== sha256) {
      found.push(`${path}: Expected one SHA-256, received ${same.sha256} and ${sha256}`);
    } else if (twin.sizeBytes !== sizeBytes) {
      found.push(
        `${path}: Expected one length for SHA-256 ${sha256}, received ${twin.sizeBytes} and ${sizeBytes} bytes`,
      );
    } else if (twin.pieces?.join() !== pieces?.join()) {
      found.push(`${path}: Expected the same pieces wherever SHA-256 ${sha256} is named`);
    }
  }
  return found;
}
