import type { FileEntry, Manifest } from '../../package/manifest.ts';
import { contents, packageKey } from '../../package/store/contents.ts';
import {
  complete,
  isHere,
  type PackageRecord,
  type StoreFiles,
} from '../../package/store/files.ts';
import { fileLock } from '../../package/store/lock-names.ts';
import {
  discard,
  namesIn,
  openPart,
  readFile,
  readJson,
  writeJson,
} from '../../package/store/opfs-files.ts';
import { openStoreFolders } from '../../package/store/opfs.ts';
import { PackageError } from '../../package/source.ts';
import { contentName } from '../content.ts';
import { createWasmSha256, Digest, hashesOf } from '../digest.ts';
import type { ByteSource, FinishedShard, PackageSink, ShardName } from '../ports.ts';
import { JOURNAL, JournalSchema, moveFile, type ConversionFolders } from './folders.ts';
import { createShardFile, shardFileName } from './shard-files.ts';
import { blobSource } from './blob-source.ts';

interface SinkOptions {
  folders: ConversionFolders;
  store: StoreFiles;
  /** What the store keeps of the package, besides its key and manifest. */
  record: Omit<PackageRecord, 'key' | 'manifest'>;
  /** Throws where so many more bytes have no room. */
  assertRoom: (bytes: number) => Promise<void>;
  signal: AbortSignal;
}

const READ_BYTES = 2 ** 22;

interface Place {
  folder: FileSystemDirectoryHandle;
  name: string;
  /** Its name in the store, where it may lie already. */
  sha256: string;
}

/** A package that grows in a conversion's folder, and goes over to the model store when it is complete. */
export class StoreSink implements PackageSink {
  private readonly options: SinkOptions;
  private fingerprint = '';
  private shards: FinishedShard[] = [];
  /** Where a committed file lies, by its path. */
  private readonly places = new Map<string, Place>();
  private journal: Promise<void> = Promise.resolve();
  /** Set by `finish`. */
  key: string | null = null;

  constructor(options: SinkOptions) {
    this.options = options;
  }

  async resume(fingerprint: string): Promise<FinishedShard[]> {
    const { root, shards, files } = this.options.folders;
    this.fingerprint = fingerprint;
    const journal = await readJson(root, JOURNAL, JournalSchema);
    const known = journal?.fingerprint === fingerprint ? journal.shards : [];
    this.shards = [];
    for (const { pieces, ...shard } of known) {
      const finished = pieces ? { ...shard, pieces } : shard;
      if (await this.isWhole(finished)) this.keep(finished);
    }
    const kept = new Set(this.shards.map(shardFileName));
    for (const name of await namesIn(shards)) if (!kept.has(name)) await discard(shards, name);
    for (const name of await namesIn(files)) await discard(files, name);
    await this.writeJournal();
    return [...this.shards];
  }

  assertRoom(bytes: number): Promise<void> {
    return this.options.assertRoom(bytes);
  }

  create(shard: ShardName) {
    return createShardFile(this.options.folders.shards, shard);
  }

  async finished(shard: FinishedShard): Promise<void> {
    this.keep(shard);
    await this.writeJournal();
  }

  async file(stem: string, extension: string, bytes: Uint8Array<ArrayBuffer>): Promise<FileEntry> {
    const { files } = this.options.folders;
    const hashes = await hashesOf(bytes, createWasmSha256);
    const path = contentName(stem, hashes.sha256, extension);
    const part = await openPart(files, path);
    try {
      part.truncate(0);
      part.write(bytes, 0);
      part.flush();
    } finally {
      part.close();
    }
    this.places.set(path, { folder: files, name: path, sha256: hashes.sha256 });
    return { path, sizeBytes: bytes.length, ...hashes };
  }

  async open(path: string): Promise<ByteSource> {
    const place = this.places.get(path);
    const file =
      place &&
      ((await readFile(place.folder, place.name)) ??
        (await readFile((await openStoreFolders()).files, place.sha256)));
    if (!file) throw new Error(`Expected ${path} among the files that are finished.`);
    return blobSource(file, path);
  }

  /** The store hears of the package before its files come: else it might take them for what nobody needs. */
  async finish(manifest: Manifest): Promise<void> {
    const { store, record } = this.options;
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    const key = await packageKey(manifest, text);
    await store.keepPackage({ ...record, key, manifest });
    const { files } = await openStoreFolders();
    for (const entry of contents(manifest)) {
      await navigator.locks.request(fileLock(entry.sha256), async () => {
        if (await isInStore(store, entry)) return;
        const place = this.places.get(entry.path);
        if (!place) throw new Error(`Expected ${entry.path} among the files that are finished.`);
        await moveFile(place.folder, place.name, files, entry.sha256);
        await store.mark(complete(entry));
      });
    }
    this.key = key;
  }

  /** Finished shards wait for the next run. */
  abandon(): Promise<void> {
    return Promise.resolve();
  }

  private keep(shard: FinishedShard): void {
    this.shards.push(shard);
    const { shards } = this.options.folders;
    const { sha256 } = shard;
    this.places.set(shard.path, { folder: shards, name: shardFileName(shard), sha256 });
  }

  /** One after the other: shards are finished side by side, and a file is open for writing once at a time. */
  private writeJournal(): Promise<void> {
    const write = () => {
      const { fingerprint, shards } = this;
      return writeJson(this.options.folders.root, JOURNAL, { version: 1, fingerprint, shards });
    };
    const written = this.journal.then(write);
    this.journal = written.catch(() => undefined);
    return written;
  }

  /** What lies on the disk is read again: a crash may have come before it was all there. */
  private async isWhole(shard: FinishedShard): Promise<boolean> {
    const file = await readFile(this.options.folders.shards, shardFileName(shard));
    // The package has been complete before: the store has it.
    if (!file) return isInStore(this.options.store, shard);
    if (file.size !== shard.sizeBytes) return false;
    const digest = await Digest.create(createWasmSha256);
    for (let at = 0; at < file.size; at += READ_BYTES) {
      this.options.signal.throwIfAborted();
      digest.update(new Uint8Array(await file.slice(at, at + READ_BYTES).arrayBuffer()));
    }
    return digest.end().sha256 === shard.sha256;
  }
}

/** The browser may have taken a file away whose record says that it is complete. */
async function isInStore(store: StoreFiles, entry: FileEntry): Promise<boolean> {
  const isThere = (await store.sizeOf(entry.sha256)) === entry.sizeBytes;
  return isThere && isHere(await store.record(entry.sha256), entry);
}

/** @throws PackageError in words */
export function noRoom(neededBytes: number, freeBytes: number): PackageError {
  return new PackageError(
    'storage-full',
    '',
    `${neededBytes} bytes are needed on the way, and the browser gives this site ${freeBytes} more.`,
  );
}
