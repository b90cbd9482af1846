import type { FileEntry, Manifest } from '../manifest.ts';
import { packageFiles, parseManifest } from '../manifest.ts';
import { toHex } from '../hex.ts';
import type { PackageOrigin } from '../origin.ts';
import { PackageError, parseManifestText } from '../source.ts';
import type {
  InstallResult,
  Offer,
  StoredPackage,
  StoreProgress,
  StoreState,
  VerifyResult,
  Where,
} from './api.ts';
import type { FileJobs } from './file-jobs.ts';
import { isHere, partial, type PackageRecord, type StoreFiles } from './files.ts';
import { fileLock, packageLock, useLock } from './lock-names.ts';
import { Meter } from './meter.ts';

/** What the store needs of its surroundings. */
export interface StoreOptions {
  files: StoreFiles;
  openOrigin: (where: Where, signal?: AbortSignal) => Promise<PackageOrigin>;
  jobs: FileJobs;
  locks: StoreLocks;
  /** What the browser would still give; null if it does not say. */
  freeBytes: () => Promise<number | null>;
  nowMs: () => number;
  /** Files at a time; default 4. */
  parallel?: number;
}

/** Locks that hold in all tabs. */
export interface StoreLocks {
  /** @returns null if somebody else holds it */
  ifFree<T>(name: string, task: () => Promise<T>): Promise<T | null>;
  /** Waits for it. */
  whenFree<T>(name: string, signal: AbortSignal | undefined, task: () => Promise<T>): Promise<T>;
}

/** Bytes by SHA-256, of files that are there. */
type Sizes = ReadonlyMap<string, number>;

/** `estimate()` is rough: so much must be left besides. */
const SPARE_BYTES = 8e6;

export class Store {
  private readonly options: StoreOptions;
  private readonly parallel: number;

  constructor(options: StoreOptions) {
    this.options = options;
    this.parallel = options.parallel ?? 4;
  }

  async state(): Promise<StoreState> {
    const { files } = this.options;
    const sizes = await this.sizes(await files.list());
    const packages: StoredPackage[] = [];
    for (const known of await Promise.all(
      (await files.packages()).map((it) => this.describe(it, sizes)),
    )) {
      if (known) packages.push(known);
    }
    packages.sort((a, b) => a.addedAtMs - b.addedAtMs);
    const usedBytes = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    const freeBytes = await this.options.freeBytes();
    return { available: files.available, packages, usedBytes, freeBytes };
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
        const record = await this.find(target.key);
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
      await this.severalAtATime(entries, signal, async (entry, signal) => {
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
    const totalBytes = sizeOf(manifest);
    const offer: Offer = {
      key,
      address: origin.address,
      manifest,
      totalBytes,
      missingBytes: totalBytes - (await this.hereBytes(manifest)).bytes,
      freeBytes: await this.options.freeBytes(),
    };
    return { offer, json };
  }

  /** The package's record, written before its first file. */
  private async prepare(
    { key, where }: { key: string; where?: Where },
    signal: AbortSignal,
  ): Promise<PackageRecord> {
    const { files, nowMs } = this.options;
    const known = await this.find(key);
    if (known && !where) {
      if (known.address.kind === 'local') {
        throw new PackageError(
          'file-missing',
          '',
          `The folder ${known.address.name} has to be chosen again.`,
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
        'The model has changed at its source since it was looked at. Look again.',
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
    await this.severalAtATime(entries, signal, (file, signal) =>
      jobs.fetch(file, where, {
        signal,
        onBytes: (here, received) => {
          meter.note(file.sha256, here, received, nowMs());
          report();
        },
        onRetry: (retry) => report({ path: file.path, ...retry }),
      }),
    );
    report();
  }

  /** Nobody else touches a file meanwhile. If one fails, the others stop where they are; what they have done stays. */
  private async severalAtATime(
    entries: readonly FileEntry[],
    signal: AbortSignal,
    task: (entry: FileEntry, signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const { parallel } = this;
    const { locks } = this.options;
    const stop = new AbortController();
    const either = AbortSignal.any([signal, stop.signal]);
    const waiting = [...entries].sort((a, b) => b.sizeBytes - a.sizeBytes);
    // While large files fill the line, one lane is for the small ones, which mostly wait.
    const take = async (_: unknown, lane: number) => {
      const next = () => (lane === parallel - 1 ? waiting.pop() : waiting.shift());
      for (let entry = next(); entry; entry = next()) {
        const file = entry;
        await locks.whenFree(fileLock(file.sha256), either, () => task(file, either));
      }
    };
    const running = Array.from({ length: Math.min(parallel, entries.length) }, take);
    try {
      await Promise.all(running);
    } catch (error) {
      stop.abort();
      await Promise.allSettled(running);
      throw error;
    }
  }

  private async assertRoom(manifest: Manifest): Promise<void> {
    const freeBytes = await this.options.freeBytes();
    const missing = sizeOf(manifest) - (await this.hereBytes(manifest)).bytes;
    if (freeBytes === null || missing === 0 || missing + SPARE_BYTES <= freeBytes) return;
    throw new PackageError(
      'storage-full',
      '',
      `${missing} bytes are still to come, and the browser gives this site ${freeBytes} more.`,
    );
  }

  private async describe(record: PackageRecord, sizes: Sizes): Promise<StoredPackage | null> {
    const manifest = readable(record);
    if (!manifest) return null;
    const { bytes, complete } = await this.hereBytes(manifest, sizes);
    const { key, address, addedAtMs, paused } = record;
    return {
      key,
      address,
      manifest,
      addedAtMs,
      totalBytes: sizeOf(manifest),
      hereBytes: bytes,
      complete,
      paused,
    };
  }

  /** Bytes of the files of a package that are in the store: only of those the browser is asked for more than their names. */
  private async hereBytes(
    manifest: Manifest,
    known?: Sizes,
  ): Promise<{ bytes: number; complete: boolean }> {
    const { files } = this.options;
    const entries = contents(manifest);
    const sizes = known ?? (await this.sizes(await this.namesAmong(entries)));
    let bytes = 0;
    let complete = true;
    const look = async (entry: FileEntry) => {
      const size = sizes.get(entry.sha256) ?? 0;
      bytes += Math.min(size, entry.sizeBytes);
      const isWhole = size >= entry.sizeBytes && isHere(await files.record(entry.sha256), entry);
      if (!isWhole) complete = false;
    };
    await Promise.all(entries.map(look));
    return { bytes, complete };
  }

  private async namesAmong(entries: readonly FileEntry[]): Promise<string[]> {
    const wanted = new Set(entries.map(({ sha256 }) => sha256));
    return (await this.options.files.list()).filter((sha256) => wanted.has(sha256));
  }

  private async sizes(names: readonly string[]): Promise<Sizes> {
    const { files } = this.options;
    return new Map(
      await Promise.all(
        names.map(async (it): Promise<[string, number]> => [it, await files.sizeOf(it)]),
      ),
    );
  }

  private async find(key: string): Promise<PackageRecord | null> {
    return (await this.options.files.packages()).find((record) => record.key === key) ?? null;
  }

  private async required(key: string): Promise<PackageRecord> {
    const record = await this.find(key);
    if (!record) throw notThere(key);
    return record;
  }
}

/** Files of a package, of each content one: two networks may share a file under two names. */
function contents(manifest: Manifest): FileEntry[] {
  return [...new Map(packageFiles(manifest).map((file) => [file.sha256, file])).values()];
}

function sizeOf(manifest: Manifest): number {
  return contents(manifest).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function checked(json: unknown): Manifest {
  try {
    return parseManifest(json);
  } catch (error) {
    throw new PackageError(
      'bad-manifest',
      'manifest.json',
      error instanceof Error ? error.message : String(error),
    );
  }
}

/** The manifest of a record; null if this version of the app does not understand it. */
function readable(record: PackageRecord): Manifest | null {
  try {
    return parseManifest(record.manifest);
  } catch {
    return null;
  }
}

/** The model's id and the hash of its manifest, which names every byte of it. */
async function packageKey(manifest: Manifest, text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `${manifest.id}-${toHex(new Uint8Array(digest)).slice(0, 16)}`;
}

function inUse(why: string): PackageError {
  return new PackageError('in-use', '', why);
}

function notThere(key: string): PackageError {
  return new PackageError('file-missing', '', `There is no model ${key} in the store.`);
}
