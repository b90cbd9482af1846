import * as v from 'valibot';
import {
  discard,
  discardFolder,
  MAKE,
  namesIn,
  readFile,
  readJson,
} from '../../package/store/opfs-files.ts';
import { CONVERSIONS, openStoreFolders } from '../../package/store/opfs.ts';
import { CONVERTED_PRECISIONS } from './api.ts';

/**
 * What conversions have on the disk, beside the model store's own folders:
 *
 * ```
 * wuerstchen-models/conversions/<id>/order.json    what is converted, from where, and whether it is done
 * wuerstchen-models/conversions/<id>/journal.json  the finished shards
 * wuerstchen-models/conversions/<id>/shards/<weights>.<index>
 * wuerstchen-models/conversions/<id>/files/<name>  graphs, tokenizers, encodings
 * wuerstchen-models/conversions/<id>/sources/<n>   what has been fetched, whole or in part
 * ```
 */

export const ORDER = 'order.json';
export const JOURNAL = 'journal.json';

const PlaceSchema = v.variant('kind', [
  v.object({
    kind: v.literal('hub'),
    endpoint: v.string(),
    repository: v.string(),
    revision: v.string(),
  }),
  /** Its files are gone with the page that had them. */
  v.object({ kind: v.literal('picked'), name: v.string() }),
]);

export const OrderSchema = v.object({
  version: v.literal(1),
  id: v.string(),
  precision: v.picklist(CONVERTED_PRECISIONS),
  names: v.object({
    prior: v.string(),
    decoder: v.string(),
    compressor: v.exactOptional(v.string()),
  }),
  places: v.object({
    prior: PlaceSchema,
    decoder: PlaceSchema,
    compressor: v.exactOptional(PlaceSchema),
  }),
  sourceBytes: v.number(),
  keptBytes: v.number(),
  paused: v.boolean(),
  /** Key in the store; null until the package is complete. */
  key: v.nullable(v.string()),
});
export type OrderRecord = v.InferOutput<typeof OrderSchema>;

const EntrySchema = v.object({
  weights: v.string(),
  index: v.number(),
  path: v.string(),
  sizeBytes: v.number(),
  sha256: v.string(),
  pieces: v.optional(v.array(v.string())),
});

export const JournalSchema = v.object({
  version: v.literal(1),
  fingerprint: v.string(),
  shards: v.array(EntrySchema),
});

export interface ConversionFolders {
  root: FileSystemDirectoryHandle;
  shards: FileSystemDirectoryHandle;
  files: FileSystemDirectoryHandle;
  sources: FileSystemDirectoryHandle;
}

async function conversions(): Promise<FileSystemDirectoryHandle> {
  const { root } = await openStoreFolders();
  return root.getDirectoryHandle(CONVERSIONS, MAKE);
}

export async function openConversion(id: string): Promise<ConversionFolders> {
  const root = await (await conversions()).getDirectoryHandle(id, MAKE);
  const [shards, files, sources] = await Promise.all(
    ['shards', 'files', 'sources'].map((name) => root.getDirectoryHandle(name, MAKE)),
  );
  return { root, shards: shards!, files: files!, sources: sources! };
}

/** Every conversion whose order can be read. */
export async function listConversions(): Promise<OrderRecord[]> {
  const parent = await conversions();
  const orders = await Promise.all(
    (await namesIn(parent)).map(async (id) =>
      readJson(await parent.getDirectoryHandle(id), ORDER, OrderSchema),
    ),
  );
  return orders.filter((order) => order !== null);
}

/** Deletes the folders whose order cannot be read: the disk was full, or a crash came in between. */
export async function discardUnreadable(): Promise<void> {
  const parent = await conversions();
  for (const id of await namesIn(parent)) {
    const order = await readJson(await parent.getDirectoryHandle(id), ORDER, OrderSchema);
    if (!order) await discardConversion(id);
  }
}

export const discardConversion = async (id: string) => discardFolder(await conversions(), id);

/** Of all files in some folders. */
export async function bytesIn(...folders: FileSystemDirectoryHandle[]): Promise<number> {
  let sum = 0;
  for (const folder of folders) {
    for (const name of await namesIn(folder)) sum += (await readFile(folder, name))?.size ?? 0;
  }
  return sum;
}

/** Moves a file to another folder, without copying where the browser can. */
export async function moveFile(
  from: FileSystemDirectoryHandle,
  name: string,
  to: FileSystemDirectoryHandle,
  newName: string,
): Promise<void> {
  const handle = (await from.getFileHandle(name)) as FileSystemFileHandle & {
    move?: (folder: FileSystemDirectoryHandle, name: string) => Promise<void>;
  };
  if (handle.move) {
    // What a download has left of the same content is in the way.
    await discard(to, newName);
    await handle.move(to, newName);
    return;
  }
  const target = await to.getFileHandle(newName, MAKE);
  const file = await handle.getFile();
  await file.stream().pipeTo(await target.createWritable());
  await discard(from, name);
}
