import * as v from 'valibot';
import { FileRecordSchema, PackageRecordSchema, type StoreFiles } from './files.ts';
import {
  discard,
  discardFolder,
  MAKE,
  namesIn,
  openPart,
  readFile,
  readJson,
  writeJson,
} from './opfs-files.ts';

/**
 * The store in the browser's private file system:
 *
 * ```
 * wuerstchen-models/files/<sha256>        content, whole or in part
 * wuerstchen-models/records/<sha256>.json what is known of it: complete or not
 * wuerstchen-models/packages/<key>.json   the manifest and where it came from
 * wuerstchen-models/previews/<name>.json  what pictures taught of a package's preview, see `previews.ts`
 * wuerstchen-models/limit.json            what this browser gave at most, where it gave less than it says
 * ```
 *
 * It belongs to the whole origin: two copies of the app on one site share what is the same.
 */
const ROOT = 'wuerstchen-models';

/** Reading works everywhere, writing only in a worker: pages have no synchronous handles. */
export async function openStoreFolders(): Promise<StoreFolders> {
  const root = await (await navigator.storage.getDirectory()).getDirectoryHandle(ROOT, MAKE);
  const [files, records, packages, previews] = await Promise.all(
    ['files', 'records', 'packages', 'previews'].map((name) => root.getDirectoryHandle(name, MAKE)),
  );
  return { root, files: files!, records: records!, packages: packages!, previews: previews! };
}

export interface StoreFolders {
  root: FileSystemDirectoryHandle;
  files: FileSystemDirectoryHandle;
  records: FileSystemDirectoryHandle;
  packages: FileSystemDirectoryHandle;
  previews: FileSystemDirectoryHandle;
}

/** See `exporter/browser/folders.ts`. */
export const CONVERSIONS = 'conversions';
const LIMIT = 'limit.json';
const LimitSchema = v.object({
  version: v.literal(1),
  limitBytes: v.pipe(v.number(), v.minValue(0)),
});

/** @throws DOMException where the browser gives no files to pages */
export async function openOpfs(): Promise<StoreFiles> {
  const folders = await openStoreFolders();
  return {
    available: true,
    openPart: (sha256) => openPart(folders.files, sha256),
    sizeOf: async (sha256) => (await readFile(folders.files, sha256))?.size ?? 0,
    record: (sha256) => readRecord(folders, sha256),
    async list() {
      const names = [...(await namesIn(folders.files)), ...(await namesIn(folders.records))];
      return [...new Set(names.map((name) => name.replace(/\.json$/, '')))];
    },
    // A complete one that a power cut takes away costs nothing but hashing the file again.
    mark: (record) => writeJson(folders.records, `${record.sha256}.json`, record, !record.complete),
    async remove(sha256) {
      // The record first: what is left behind by a crash in between is not believed.
      await discard(folders.records, `${sha256}.json`);
      await discard(folders.files, sha256);
    },
    packages: () => readPackages(folders),
    keepPackage: (record) => writeJson(folders.packages, `${record.key}.json`, record),
    async forgetPackage(key) {
      const record = await readJson(folders.packages, `${key}.json`, PackageRecordSchema);
      await discard(folders.previews, `${key}.json`);
      await discard(folders.packages, `${key}.json`);
      const { conversion } = record ?? {};
      const others = await readPackages(folders);
      if (conversion && !others.some((other) => other.conversion === conversion)) {
        await discardFolder(await folders.root.getDirectoryHandle(CONVERSIONS, MAKE), conversion);
      }
    },
    limit: async () => (await readJson(folders.root, LIMIT, LimitSchema))?.limitBytes ?? null,
    keepLimit: (limitBytes) =>
      limitBytes === null
        ? discard(folders.root, LIMIT)
        : writeJson(folders.root, LIMIT, { version: 1, limitBytes }),
  };
}

export async function readRecord({ records }: StoreFolders, sha256: string) {
  return readJson(records, `${sha256}.json`, FileRecordSchema);
}

export async function readPackages({ packages }: StoreFolders) {
  const found = await Promise.all(
    (await namesIn(packages)).map((name) => readJson(packages, name, PackageRecordSchema)),
  );
  return found.filter((record) => record !== null);
}
