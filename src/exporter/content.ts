import type { FileEntry } from '../package/manifest.ts';

/** How files of a package are named. */

/** Hexadecimal digits of a content's SHA-256 in a file's name: 48 bits. */
const NAME_DIGITS = 12;

/** The name of a file says what it holds: it may be kept for ever, wherever it comes from. */
export const contentName = (stem: string, sha256: string, extension: string) =>
  `${stem}.${sha256.slice(0, NAME_DIGITS)}.${extension}`;

/** Whether a file has such a name. */
export const isContentName = ({ path, sha256 }: FileEntry) =>
  path.split('.').at(-2) === sha256.slice(0, NAME_DIGITS);
