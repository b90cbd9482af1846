import { Meter } from '../../hub/meter.ts';
import { packageFiles, parseManifest, type FileEntry, type Manifest } from '../manifest.ts';
import type { PackageOrigin } from '../origin.ts';
import { PackageError, parseManifestText } from '../source.ts';
import type {
  InstallResult,
  Offer,
  StoreProgress,
  StoreState,
  VerifyResult,
  Where,
} from './api.ts';
import { checked, contents, packageKey, readable, sizeOf } from './contents.ts';
import { isFull } from './faults.ts';
import type { FileJobs } from './file-jobs.ts';
import { isHere, partial, type PackageRecord, type StoreFiles } from './files.ts';
import { Inventory } from './inventory.ts';
import { inLanes, type StoreLocks } from './lanes.ts';
import { fileLock, packageLock, useLock } from './lock-names.ts';
import { Room, SPARE_BYTES, type Estimate } from './room.ts';

/** What the store needs of its surroundings. */
export interface StoreOptions {
  files: StoreFiles;
  openOrigin: (where: Where, signal?: AbortSignal) => Promise<PackageOrigin>;
  jobs: FileJobs;
  locks: StoreLocks;
  /** What the browser says of this site's storage. */
  estimate: () => Promise<Estimate>;
  nowMs: () => number;
  /** Files at a time; default 4. */
  parallel?: number;
}

export class Store {
  private readonly options: StoreOptions;
  private readonly parallel: number;
  private readonly inventory: Inventory;
  private readonly room: Room;

  constructor(options: StoreOptions) {
    this.options = options;
    this.parallel = options.parallel ?? 4;
    this.inventory = new Inventory(options.files);
    this.room = new Room(options.files, options.estimate);
  }

  async state(): Promise<StoreState> {
    const { packages, usedBytes } = await this.inventory.all();
    const { freeBytes } = await this.room.left();
    return { available: this.options.files.available, packages, usedBytes, freeBytes };
  }

  async look(where: Where, signal?: AbortSignal): Promise<Offer> {
    const { offer } = await this.ask(where, signal);
    if (offer.missingBytes > 0) this.options.jobs.expect?.(this.parallel);
    return offer;
  }

  async install(
    target: { key: string; where?: Where },
    signal: AbortSignal,
    onProgress: (progress: StoreProgress) => void,
  ): Promise<InstallResult> {
    return this.alone(target.key, async () => {
      try {
        const { manifest, address } = await this.prepare(target, signal);
        const { local } = target.where ?? {};
        const pinned = { address, ...(local && { local }) };
        await this.fetchAll(parseManifest(manifest), pinned, signal, onProgress);
        return { kind: 'installed' };
      } catch (error) {
        if (!signal.aborted) throw error;
        const record = await this.inventory.find(target.key);
        if (record) await this.options.files.keepPackage({ ...record, paused: true });
        return { kind: 'paused' };
      }
    });
  }

  async verify(
    key: string,
    signal: AbortSignal,
    onProgress: (progress: StoreProgress) => void,
  ): Promise<VerifyResult> {
    return this.alone(key, async () => {
      const { files, jobs, nowMs } = this.options;
      const entries = contents(parseManifest((await this.required(key)).manifest));
      const meter = new Meter(entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
      const damaged: string[] = [];
      const report = (entry: FileEntry, here: number, read: number) => {
        meter.note(entry.sha256, here, read, nowMs());
        onProgress({ ...meter.read(nowMs()), trouble: null });
      };
      await this.eachFile(entries, signal, async (entry, signal) => {
        const known = isHere(await files.record(entry.sha256), entry);
        const onBytes = (here: number, read: number) => report(entry, here, read);
        if (!known || !(await jobs.verify(entry, { signal, onBytes }))) {
          damaged.push(entry.path);
          // Not believed any more, so that the next download of the package fetches it, or its wrong pieces.
          if (known && entry.pieces) await files.mark(partial(entry));
          else if (known) await files.remove(entry.sha256);
        }
        report(entry, entry.sizeBytes, 0);
      });
      return { damaged };
    });
  }

  async remove(key: string): Promise<void> {
    // Whoever paints from it holds this one.
    const removed = await this.options.locks.ifFree(useLock(key), () =>
      this.alone(key, async () => {
        const { files } = this.options;
        await files.forgetPackage(key);
        const needed = new Set<string>();
        for (const record of await files.packages()) {
          const manifest = readable(record);
          if (manifest) for (const { sha256 } of packageFiles(manifest)) needed.add(sha256);
        }
        for (const sha256 of await files.list()) {
          // One that is being written right now belongs to a package that another tab installs.
          if (!needed.has(sha256)) {
            await this.options.locks.ifFree(fileLock(sha256), () => files.remove(sha256));
          }
        }
        return true;
      }),
    );
    if (removed === null) throw inUse('It is open in this tab or in another.');
  }

  /** Runs a task for a package while no other tab does anything to it. */
  private async alone<T>(key: string, task: () => Promise<T>): Promise<T> {
    const result = await this.options.locks.ifFree(packageLock(key), async () => ({
      value: await task(),
    }));
    if (result === null) throw inUse('It is being worked on in another tab.');
    return result.value;
  }

  private async ask(where: Where, signal?: AbortSignal) {
    const origin = await this.options.openOrigin(where, signal);
    const text = await origin.manifest(signal);
    const json = parseManifestText(text);
    const manifest = checked(json);
    const key = await packageKey(manifest, text);
    await this.inventory.assertClaims(manifest);
    const { freeBytes, learned } = await this.room.left();
    const offer: Offer = {
      key,
      address: origin.address,
      manifest,
      totalBytes: sizeOf(manifest),
      missingBytes: await this.inventory.missingBytes(manifest),
      freeBytes,
      freeIsLearned: learned,
    };
    return { offer, json };
  }

  /** The package's record, written before its first file. */
  private async prepare(
    { key, where }: { key: string; where?: Where },
    signal: AbortSignal,
  ): Promise<PackageRecord> {
    const { files, nowMs } = this.options;
    const known = await this.inventory.find(key);
    if (known && !where) {
      if (known.address.kind === 'converted') {
        throw new PackageError(
          'file-missing',
          '',
          'This model was converted on this device, so no server has it: convert it again.',
        );
      }
      if (known.address.kind === 'local') {
        throw new PackageError(
          'file-missing',
          '',
          `Choose the folder ${known.address.name} again.`,
        );
      }
      const record = { ...known, paused: false };
      await files.keepPackage(record);
      return record;
    }
    if (!where) throw notThere(key);
    const { offer, json } = await this.ask(where, signal);
    if (offer.key !== key) {
      throw new PackageError(
        'file-corrupt',
        'manifest.json',
        'The model has changed at its source since it was checked. Check again.',
      );
    }
    const record: PackageRecord = {
      version: 1,
      key,
      address: offer.address,
      manifest: json,
      addedAtMs: known?.addedAtMs ?? nowMs(),
      paused: false,
    };
    await files.keepPackage(record);
    return record;
  }

  private async fetchAll(
    manifest: Manifest,
    where: Where,
    signal: AbortSignal,
    onProgress: (progress: StoreProgress) => void,
  ): Promise<void> {
    const { jobs, nowMs } = this.options;
    const entries = contents(manifest);
    await this.assertRoom(manifest);
    const meter = new Meter(entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    const report = (trouble: StoreProgress['trouble'] = null) =>
      onProgress({ ...meter.read(nowMs()), trouble });
    try {
      await this.eachFile(entries, signal, (file, signal) =>
        jobs.fetch(file, where, {
          signal,
          onBytes: (here, received) => {
            meter.note(file.sha256, here, received, nowMs());
            report();
          },
          onRetry: (retry) => report({ path: file.path, ...retry }),
        }),
      );
    } catch (error) {
      if (isFull(error)) await this.room.noteFull();
      throw error;
    }
    report();
  }

  private eachFile(
    entries: readonly FileEntry[],
    signal: AbortSignal,
    task: (entry: FileEntry, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const { parallel } = this;
    return inLanes(entries, { parallel, locks: this.options.locks, signal }, task);
  }

  /** As the browser says, not as was learned: only a try can show that it gives more than before. */
  private async assertRoom(manifest: Manifest): Promise<void> {
    const freeBytes = await this.room.promised();
    const missing = await this.inventory.missingBytes(manifest);
    if (freeBytes === null || missing === 0 || missing + SPARE_BYTES <= freeBytes) return;
    throw new PackageError(
      'storage-full',
      '',
      `${missing} more bytes are needed, and the browser has ${freeBytes} free for this site.`,
    );
  }

  private async required(key: string): Promise<PackageRecord> {
    const record = await this.inventory.find(key);
    if (!record) throw notThere(key);
    return record;
  }
}

function inUse(why: string): PackageError {
  return new PackageError('in-use', '', why);
}

function notThere(key: string): PackageError {
  return new PackageError('file-missing', '', `There is no model ${key} in the store.`);
}
