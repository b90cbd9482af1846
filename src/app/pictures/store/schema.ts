import type { DBSchema, IDBPDatabase } from 'idb';
import type { PictureRecord } from '../lib/record.ts';

export const DATABASE = 'wuerstchen.pictures';

/** Blobs live apart from the records, so that listing thousands of pictures reads none of them. */
export interface GallerySchema extends DBSchema {
  records: { key: string; value: PictureRecord };
  /** The PNG files, by the id of their record. */
  files: { key: string; value: Blob };
  thumbnails: { key: string; value: Blob };
  /** The pictures that others start from, by the SHA-256 of their file. */
  starts: { key: string; value: KeptStart };
}

interface KeptStart {
  file: Blob;
  /** When it was chosen last, milliseconds since 1970. */
  chosenAt: number;
}

export type GalleryDatabase = IDBPDatabase<GallerySchema>;

type Creator = Pick<GalleryDatabase, 'createObjectStore'>;

/**
 * Step i leads from version i to version i + 1. A change of the schema is one more step at the
 * end; steps that people have been through are never changed.
 */
const STEPS: ((database: Creator) => void)[] = [
  (database) => {
    database.createObjectStore('records', { keyPath: 'id' });
    database.createObjectStore('files');
    database.createObjectStore('thumbnails');
  },
  (database) => {
    database.createObjectStore('starts');
  },
];

export const VERSION = STEPS.length;

/** Brings a database of an older version, 0 for none, to the present one. */
export function upgrade(database: Creator, oldVersion: number): void {
  for (const step of STEPS.slice(oldVersion)) step(database);
}
