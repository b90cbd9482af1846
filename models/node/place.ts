import { accessSync, constants, mkdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { oddityAt } from './file-kind.ts';
import { describeDiskError } from './disk.ts';

/** Where a package may go. */

/**
 * Whether a package can be written to a folder, as far as that is known before anything is written.
 * @param out the folder, which need not be there
 * @throws Error saying what is there instead, or what does not let it be made
 */
export function assertPlace(out: string): void {
  if (out === '') throw new Error('Expected a folder for the package, received an empty name');
  for (const path of [out, `${resolve(out)}.partial`]) {
    const oddity = oddityAt(path);
    if (oddity === 'a folder' || oddity === 'nothing') continue;
    throw new Error(
      `${path}: expected a folder, or none yet, to write the package to; found ${oddity ?? 'a file'}`,
    );
  }
  const above = folderAbove(resolve(out));
  try {
    accessSync(above, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw describeDiskError(error, out);
  }
}

/** @throws Error in plain words where it cannot be made */
export function makeFolder(folder: string): void {
  const oddity = oddityAt(folder);
  if (oddity === 'a folder') return;
  if (oddity !== 'nothing') {
    throw new Error(`${folder}: expected a folder; found ${oddity ?? 'a file'}`);
  }
  let path = folderAbove(resolve(folder));
  const names = relative(path, resolve(folder)).split(sep);
  try {
    // One by one: where the system lets none be made, as in /proc, Node's recursive way never ends.
    for (const name of names) {
      path = join(path, name);
      mkdirSync(path);
    }
  } catch (error) {
    throw describeDiskError(error, folder);
  }
}

/** The nearest folder that is there. */
function folderAbove(path: string): string {
  for (let above = dirname(path); ; above = dirname(above)) {
    const oddity = oddityAt(above);
    if (oddity === 'a folder') return above;
    if (oddity !== 'nothing' || above === dirname(above)) {
      throw new Error(
        `${path}: expected a folder's name; its part ${above} is ${oddity ?? 'a file'}, so no folder can be made in it`,
      );
    }
  }
}
