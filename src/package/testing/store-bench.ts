import { httpOrigin } from '../http-origin.ts';
import { hubOrigin } from '../hub-origin.ts';
import { localOrigin } from '../local-origin.ts';
import type { Manifest } from '../manifest.ts';
import type { PackageOrigin } from '../origin.ts';
import { PackageError, type PackageErrorCode } from '../source.ts';
import type { Offer, StoredPackage, StoreProgress, Where } from '../store/api.ts';
import { fileJobs } from '../store/file-jobs.ts';
import type { StoreLocks } from '../store/lanes.ts';
import type { Estimate } from '../store/room.ts';
import { Store } from '../store/store.ts';
import { openFaultServer, type FaultServer } from './fault-server.ts';
import { memoryFiles, type MemoryFiles } from './memory-files.ts';
import { tabLocks } from './tab-locks.ts';

/** A package in memory. */
interface Pack {
  manifest: Manifest;
  files: ReadonlyMap<string, Uint8Array>;
}

/** What a server has that offers a package. */
export const served = ({ manifest, files }: Pack) =>
  new Map([
    ...[...files].map(([path, bytes]): [string, Buffer] => [path, Buffer.from(bytes)]),
    ['manifest.json', Buffer.from(JSON.stringify(manifest))],
  ]);

export const never = () => new AbortController().signal;
export const nobody = () => undefined;

/** A store in memory, and a server that offers the package to it. */
export class StoreBench {
  readonly server: FaultServer;
  readonly where: Where;
  readonly locks: StoreLocks = tabLocks();
  files: MemoryFiles = memoryFiles();
  estimate: () => Estimate = () => ({});
  store: Store;

  private constructor(server: FaultServer) {
    this.server = server;
    this.where = { address: { kind: 'folder', url: server.url } };
    this.store = this.open();
  }

  static async start(pack: Pack): Promise<StoreBench> {
    return new StoreBench(await openFaultServer(served(pack)));
  }

  close(): Promise<void> {
    return this.server.close();
  }

  /** As another tab, or the same one after a reload. */
  open(): Store {
    const { files, locks } = this;
    const openOrigin = (where: Where, signal?: AbortSignal) => this.openOrigin(where, signal);
    const retry = {
      tries: 3,
      wrongTries: 2,
      firstMs: 1,
      longestMs: 1,
      random: () => 1,
      wait: () => Promise.resolve(),
    };
    return new Store({
      files,
      locks,
      openOrigin,
      jobs: fileJobs({ files, openOrigin, retry }),
      estimate: () => Promise.resolve(this.estimate()),
      nowMs: () => Date.now(),
    });
  }

  async install(
    from: Where = this.where,
    onProgress: (progress: StoreProgress) => void = nobody,
  ): Promise<Offer> {
    const offer = await this.store.look(from);
    await this.store.install({ key: offer.key, where: from }, never(), onProgress);
    return offer;
  }

  async stored(): Promise<StoredPackage[]> {
    return (await this.store.state()).packages;
  }

  private openOrigin({ address, local }: Where, signal?: AbortSignal): Promise<PackageOrigin> {
    if (address.kind === 'folder') return Promise.resolve(httpOrigin(address.url));
    if (address.kind === 'local') return Promise.resolve(localOrigin(address.name, local ?? []));
    if (address.kind === 'converted') throw new Error('Expected an address to fetch from.');
    const endpoint = new URL('/', this.server.url).href.slice(0, -1);
    return hubOrigin(address, { endpoint }, signal);
  }
}

/** The code of the `PackageError` that a promise must end with. */
export async function codeOf(promise: Promise<unknown>): Promise<PackageErrorCode> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (error instanceof PackageError) return error.code;
  throw new Error('Expected a PackageError', { cause: error });
}
