import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

type Dropped = { path: string; base64: string }[];

/** All files of a folder. */
export async function droppedFiles(root: string): Promise<Dropped> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({
      path: path.slice(root.length + 1),
      base64: readFileSync(path).toString('base64'),
    }));
}

/** A page can make no folder of its own: its entries are played. */
export function dropFolder(target: Element, given: Dropped): void {
  interface Played {
    name: string;
    isDirectory: boolean;
    createReader?: () => { readEntries: (done: (entries: Played[]) => void) => void };
    file?: (done: (file: File) => void) => void;
  }
  const folder = (name: string, files: Dropped): Played => {
    const names = [...new Set(files.map(({ path }) => path.split('/')[0]!))];
    const entries = names.map((each): Played => {
      const own = files.filter(({ path }) => path === each || path.startsWith(`${each}/`));
      const [only] = own;
      if (only!.path !== each) {
        const inside = own.map((file) => ({ ...file, path: file.path.slice(each.length + 1) }));
        return folder(each, inside);
      }
      const bytes = Uint8Array.from(atob(only!.base64), (character) => character.charCodeAt(0));
      return { name: each, isDirectory: false, file: (done) => done(new File([bytes], each)) };
    });
    let left: Played[] = entries;
    const readEntries = (done: (entries: Played[]) => void) => {
      const now = left;
      left = [];
      done(now);
    };
    return { name, isDirectory: true, createReader: () => ({ readEntries }) };
  };
  const entry = folder('checkpoint', given);
  const event = new DragEvent('drop', { bubbles: true, cancelable: true });
  Object.defineProperty(event, 'dataTransfer', {
    value: { types: ['Files'], files: [], items: [{ webkitGetAsEntry: () => entry }] },
  });
  target.dispatchEvent(event);
}
