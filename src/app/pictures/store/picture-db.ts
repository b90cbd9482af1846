import type { PictureRecord } from '../lib/record.ts';
import { openDatabase } from './db.ts';

export interface KeptFiles {
  png: Blob;
  thumbnail: Blob;
}

/** Record and files in one transaction: all of a picture is kept or nothing. */
export async function putPicture(record: PictureRecord, files: KeptFiles): Promise<void> {
  const database = await openDatabase();
  const transaction = database.transaction(['records', 'files', 'thumbnails'], 'readwrite');
  await finish(transaction, [
    transaction.objectStore('records').put(record),
    transaction.objectStore('files').put(files.png, record.id),
    transaction.objectStore('thumbnails').put(files.thumbnail, record.id),
  ]);
}

/** Every record, deleted ones included, in no order. */
export async function listRecords(): Promise<PictureRecord[]> {
  return (await openDatabase()).getAll('records');
}

/** The records that exist. */
export async function getRecords(ids: readonly string[]): Promise<PictureRecord[]> {
  const store = (await openDatabase()).transaction('records').store;
  const records = await Promise.all(ids.map((id) => store.get(id)));
  return records.filter((record) => record !== undefined);
}

export async function changeRecords(
  ids: readonly string[],
  change: (record: PictureRecord) => PictureRecord,
): Promise<void> {
  const transaction = (await openDatabase()).transaction('records', 'readwrite');
  const { store } = transaction;
  const changeOne = async (id: string) => {
    const record = await store.get(id);
    if (record !== undefined) await store.put(change(record));
  };
  await finish(transaction, ids.map(changeOne));
}

/** Removes for good, except what has been taken back in the meantime. */
export async function eraseDeleted(ids: readonly string[]): Promise<void> {
  const database = await openDatabase();
  const transaction = database.transaction(['records', 'files', 'thumbnails'], 'readwrite');
  const eraseOne = async (id: string) => {
    const record = await transaction.objectStore('records').get(id);
    if (record === undefined || record.deletedAt === null) return;
    await Promise.all([
      transaction.objectStore('records').delete(id),
      transaction.objectStore('files').delete(id),
      transaction.objectStore('thumbnails').delete(id),
    ]);
  };
  await finish(transaction, ids.map(eraseOne));
}

export async function getFile(
  store: 'files' | 'thumbnails',
  id: string,
): Promise<Blob | undefined> {
  return (await openDatabase()).get(store, id);
}

/** Waits for a transaction; its own error (a full disk) says more than those of its requests. */
async function finish(
  transaction: { done: Promise<void>; error: DOMException | null },
  requests: Promise<unknown>[],
): Promise<void> {
  try {
    await Promise.all([...requests, transaction.done]);
  } catch (error) {
    throw transaction.error ?? error;
  }
}
