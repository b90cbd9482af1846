import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FinishedShard, PackageSink } from '../../src/exporter/ports.ts';
import { assertRoom } from './disk.ts';
import { openFile } from './file-source.ts';
import { hashFile } from './hash-file.ts';
import { Journal, type JournalShard } from './journal.ts';
import { writePackageFile } from './package-file.ts';
import { createShardFile } from './shard-file.ts';
import {
  discardStaging,
  finishStaging,
  keepOnly,
  openStaging,
  releaseStaging,
  stagingOf,
} from './staging.ts';

/** A package in a folder: written beside it, and put in its place when it is complete. */
export class FolderSink implements PackageSink {
  /** Where the package is written. */
  readonly folder: string;
  private readonly out: string;
  private journal: Journal | null = null;
  private fingerprint: string | null = null;

  /** @param out an absolute path */
  constructor(out: string) {
    this.out = out;
    this.folder = stagingOf(out);
  }

  async resume(fingerprint: string): Promise<FinishedShard[]> {
    openStaging(this.out);
    this.fingerprint = fingerprint;
    const finished = await intactShards(this.folder, Journal.read(this.folder, fingerprint) ?? []);
    keepOnly(this.folder, new Set(finished.map(({ path }) => path)));
    this.journal = Journal.start(this.folder, fingerprint, finished.map(journalled));
    return finished;
  }

  assertRoom(bytes: number) {
    return assertRoom(this.folder, bytes);
  }

  create(shard: Parameters<PackageSink['create']>[0]) {
    return createShardFile(this.folder, shard);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- errors are to be rejections
  async finished(shard: FinishedShard) {
    this.journal!.append(journalled(shard));
  }

  file(stem: string, extension: string, bytes: Uint8Array) {
    return writePackageFile(this.folder, stem, extension, bytes);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the same
  async open(path: string) {
    return openFile(join(this.folder, path));
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the same
  async finish(manifest: unknown) {
    this.closeJournal();
    rmSync(join(this.folder, Journal.fileName));
    writeFileSync(join(this.folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    finishStaging(this.folder, this.out);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the same
  async abandon() {
    // Another run's place is left alone.
    if (this.fingerprint === null) return;
    this.closeJournal();
    const waiting = Journal.read(this.folder, this.fingerprint) ?? [];
    if (waiting.length > 0) releaseStaging(this.folder);
    else discardStaging(this.folder);
  }

  private closeJournal(): void {
    this.journal?.close();
    this.journal = null;
  }
}

const journalled = ({ weights, index, path, sizeBytes, sha256 }: FinishedShard): JournalShard => ({
  ...{ weights, index, path, sizeBytes, sha256 },
});

/** Those shards of a journal that are still there, whole. */
async function intactShards(
  folder: string,
  shards: readonly JournalShard[],
): Promise<FinishedShard[]> {
  const intact: FinishedShard[] = [];
  for (const shard of shards) {
    const path = join(folder, shard.path);
    const size = statSync(path, { throwIfNoEntry: false })?.size;
    if (size !== shard.sizeBytes) continue;
    const found = await hashFile(path);
    if (found.sha256 === shard.sha256) intact.push({ ...shard, ...found });
  }
  return intact;
}
