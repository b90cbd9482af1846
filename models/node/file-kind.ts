import { accessSync, constants, lstatSync, statSync, type Stats } from 'node:fs';

/** What stands at a path, in words: opening a FIFO would wait for ever. */

/** @returns `a folder`, `a FIFO` and the like, `nothing`, or null for a file */
export function oddityAt(path: string): string | null {
  let stat: Stats;
  try {
    stat = statSync(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return isLink(path) ? 'a link to nothing' : 'nothing';
    if (code === 'ENOTDIR') return 'nothing';
    if (code === 'ELOOP') return 'a link to itself';
    if (code === 'EACCES') return 'what this user may not see';
    throw error;
  }
  if (stat.isFile()) return null;
  if (stat.isDirectory()) return 'a folder';
  if (stat.isFIFO()) return 'a FIFO';
  if (stat.isSocket()) return 'a socket';
  return 'a device';
}

/** @throws Error unless a file is there that may be read */
export function assertFile(path: string): void {
  const oddity = oddityAt(path);
  if (oddity === 'nothing') throw new Error(`${path}: expected this file, found none`);
  if (oddity) throw new Error(`${path}: expected a file, found ${oddity}`);
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw new Error(`${path}: this file may not be read by this user`, { cause: error });
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** `ENOENT` and the like. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
