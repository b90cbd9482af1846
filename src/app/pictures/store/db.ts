import { openDB } from 'idb';
import type { KeepProblem } from '../lib/keep-problem.ts';
import { DATABASE, upgrade, VERSION, type GalleryDatabase, type GallerySchema } from './schema.ts';

let opening: Promise<GalleryDatabase> | null = null;
let tell: (problem: KeepProblem) => void = () => {};

/** Names who hears of other tabs that stand in the way, while opening or later. */
export function onDatabaseProblem(listener: (problem: KeepProblem) => void): void {
  tell = listener;
}

/**
 * The database, opened once; a failed attempt is not kept.
 * @throws whatever IndexedDB throws: see `keepProblemOf`
 */
export function openDatabase(): Promise<GalleryDatabase> {
  opening ??= open().catch((error: unknown) => {
    opening = null;
    throw error;
  });
  return opening;
}

async function open(): Promise<GalleryDatabase> {
  // Without IndexedDB this throws a ReferenceError of a name that only developers know.
  if (!('indexedDB' in globalThis)) throw new Error('Expected indexedDB but this place has none.');
  const database = await openDB<GallerySchema>(DATABASE, VERSION, {
    upgrade,
    blocked: () => tell('blocked'),
    // A newer version of the page waits in another tab: let it, rather than hold it up.
    blocking: () => {
      database.close();
      opening = null;
      tell('newer');
    },
    terminated: () => {
      opening = null;
    },
  });
  return database;
}
