import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import type { CheckpointRepository, RepositoryFile } from '../../src/exporter/ports.ts';
import { assertFile } from './file-kind.ts';
import { openFile } from './file-source.ts';

/**
 * A repository in a folder. What is no file is listed, too: it is refused by name when it is opened.
 * @throws Error unless there is a folder
 */
export function folderRepository(folder: string): CheckpointRepository {
  assertFolder(folder);
  const name = withoutSlash(normalize(folder));
  return {
    name,
    list: () => Promise.resolve(list(name)),
    // eslint-disable-next-line @typescript-eslint/require-await -- errors are to be rejections
    async bytes(path) {
      assertFile(join(name, path));
      return new Uint8Array(readFileSync(join(name, path)));
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- the same
    open: async (path) => openFile(join(name, path)),
  };
}

/** @throws Error saying what is there instead */
export function assertFolder(folder: string): void {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return;
  const found = stat ? 'a file' : 'nothing';
  throw new Error(
    `${folder}: expected a folder with model_index.json in the layout of diffusers; found ${found}`,
  );
}

const withoutSlash = (path: string) => (path.length > 1 ? path.replace(/\/$/, '') : path);

function list(root: string): RepositoryFile[] {
  const files: RepositoryFile[] = [];
  const add = (folder: string, depth: number) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const stat = statOf(join(root, path));
      files.push({ path, sizeBytes: stat?.size ?? 0 });
      if (depth > 0 && stat?.isDirectory()) add(path, depth - 1);
    }
  };
  add('', 1);
  return files;
}

/** Null for a link to nothing or to itself. */
function statOf(path: string) {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
