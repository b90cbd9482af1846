import type { FileEntry, Manifest } from '../manifest.ts';
import type { StoredPackage } from './api.ts';
import { assertClaim } from './claims.ts';
import { contents, readable, sizeOf } from './contents.ts';
import { isHere, type PackageRecord, type StoreFiles } from './files.ts';

/** Bytes by SHA-256, of files that are there. */
type Sizes = ReadonlyMap<string, number>;

/** What of which package is in the store. */
export class Inventory {
  private readonly files: StoreFiles;

  constructor(files: StoreFiles) {
    this.files = files;
  }

  /** Every package that this version of the app understands, in the order in which they came, and the bytes of all files. */
  async all(): Promise<{ packages: StoredPackage[]; usedBytes: number }> {
    const { files } = this;
    const sizes = await this.sizes(await files.list());
    const described = await Promise.all(
      (await files.packages()).map((record) => this.describe(record, sizes)),
    );
    const packages = described.filter((known) => known !== null);
    packages.sort((a, b) => a.addedAtMs - b.addedAtMs);
    return { packages, usedBytes: [...sizes.values()].reduce((sum, size) => sum + size, 0) };
  }

  /** Bytes of a package that are still to come. */
  async missingBytes(manifest: Manifest): Promise<number> {
    return sizeOf(manifest) - (await this.here(manifest)).bytes;
  }

  /** @throws PackageError 'bad-manifest' if a file that is here proves the manifest wrong */
  async assertClaims(manifest: Manifest): Promise<void> {
    const entries = contents(manifest);
    const sizes = await this.sizes(await this.namesAmong(entries));
    await Promise.all(
      entries.map(async (entry) => {
        // Only of those that differ the browser is asked for more than their lengths.
        if ((sizes.get(entry.sha256) ?? entry.sizeBytes) === entry.sizeBytes) return;
        assertClaim(entry, await this.files.record(entry.sha256));
      }),
    );
  }

  async find(key: string): Promise<PackageRecord | null> {
    return (await this.files.packages()).find((record) => record.key === key) ?? null;
  }

  private async describe(record: PackageRecord, sizes: Sizes): Promise<StoredPackage | null> {
    const manifest = readable(record);
    if (!manifest) return null;
    const { bytes, complete } = await this.here(manifest, sizes);
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
  private async here(
    manifest: Manifest,
    known?: Sizes,
  ): Promise<{ bytes: number; complete: boolean }> {
    const entries = contents(manifest);
    const sizes = known ?? (await this.sizes(await this.namesAmong(entries)));
    let bytes = 0;
    let complete = true;
    const look = async (entry: FileEntry) => {
      const size = sizes.get(entry.sha256) ?? 0;
      bytes += Math.min(size, entry.sizeBytes);
      const isWhole =
        size >= entry.sizeBytes && isHere(await this.files.record(entry.sha256), entry);
      if (!isWhole) complete = false;
    };
    await Promise.all(entries.map(look));
    return { bytes, complete };
  }

  private async namesAmong(entries: readonly FileEntry[]): Promise<string[]> {
    const wanted = new Set(entries.map(({ sha256 }) => sha256));
    return (await this.files.list()).filter((sha256) => wanted.has(sha256));
  }

  private async sizes(names: readonly string[]): Promise<Sizes> {
    return new Map(
      await Promise.all(
        names.map(async (it): Promise<[string, number]> => [it, await this.files.sizeOf(it)]),
      ),
    );
  }
}
