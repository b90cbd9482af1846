import * as v from 'valibot';
import { readJson, writeJson } from './opfs-files.ts';
import { openStoreFolders } from './opfs.ts';

/**
 * What pictures have taught of the preview of a package that comes without one, in the store whether the package is
 * installed or not. What belongs to an installed one goes with it. Works in any worker.
 * @param name the key of an installed package; the model's id for one that is read from a folder
 */
export function previewFile(name: string): {
  /** Null where there is nothing, or it cannot be read. */
  read: () => Promise<unknown>;
  /** @throws DOMException where another tab writes it right now, or nothing can be kept */
  write: (value: unknown) => Promise<void>;
} {
  const file = `${name}.json`;
  return {
    read: async () => readJson((await openStoreFolders()).previews, file, v.unknown()),
    // Nothing is lost with it that the next picture would not teach again.
    write: async (value) => writeJson((await openStoreFolders()).previews, file, value, false),
  };
}
