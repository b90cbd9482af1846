import { sha256 } from '../lib/sha256.ts';
import { openDatabase } from './db.ts';

/**
 * Pictures that others start from, each kept once by its checksum, however many were painted from it: as long as one of
 * them is kept, and for a while for those that wait in a queue, here or in another tab.
 */
const KEPT_FOR_MS = 7 * 24 * 60 * 60 * 1000;

/** What could not be written lives as long as the page. */
const memory = new Map<string, Blob>();

/** @returns the SHA-256 by which it can be had again; null where the browser cannot compute it */
export async function keepStart(file: Blob): Promise<string | null> {
  const hash = await sha256(file);
  if (hash === null) return null;
  try {
    await (await openDatabase()).put('starts', { file, chosenAt: Date.now() }, hash);
  } catch {
    memory.set(hash, file);
  }
  return hash;
}

/**
 * Keeps a start picture that came with others.
 * @throws what IndexedDB throws: it is still in the file that it came from
 */
export async function addStart(hash: string, file: Blob): Promise<void> {
  await (await openDatabase()).put('starts', { file, chosenAt: Date.now() }, hash);
}

/** The file of a start picture; null if it is gone. */
export async function readStart(hash: string): Promise<Blob | null> {
  const held = memory.get(hash);
  if (held !== undefined) return held;
  try {
    return (await (await openDatabase()).get('starts', hash))?.file ?? null;
  } catch {
    return null;
  }
}

/**
 * Lets go of what no picture was painted from and nobody has chosen for a week.
 * @param used SHA-256 of those that kept pictures started from
 */
export async function eraseUnusedStarts(used: ReadonlySet<string>): Promise<void> {
  const { store } = (await openDatabase()).transaction('starts', 'readwrite');
  const limit = Date.now() - KEPT_FOR_MS;
  for (let at = await store.openCursor(); at !== null; at = await at.continue()) {
    if (!used.has(at.key) && at.value.chosenAt < limit) await at.delete();
  }
}
