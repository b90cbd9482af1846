import type { TransferProgress } from '../../hub/meter.ts';
import type { CallContext } from '../../rpc/api.ts';
import type { PackageAddress } from '../address.ts';
import type { LocalFile } from '../local-origin.ts';
import type { Manifest } from '../manifest.ts';
import type { PackageErrorCode } from '../source.ts';

/** What the page and the store's worker agree on. Everything here survives structured cloning. */

/** A package that is in the store, wholly or in part. */
export interface StoredPackage {
  /** Names this very content. */
  key: string;
  address: PackageAddress;
  manifest: Manifest;
  addedAtMs: number;
  totalBytes: number;
  hereBytes: number;
  /** Every file is here and was verified. */
  complete: boolean;
  /** A person has stopped the download. */
  paused: boolean;
}

/** A package that could be installed. */
export interface Offer {
  key: string;
  /** Pinned: a branch has become a commit. */
  address: PackageAddress;
  manifest: Manifest;
  totalBytes: number;
  /** Of the total, what is not in the store yet. */
  missingBytes: number;
  /** As in `StoreState`. */
  freeBytes: number | null;
  /** It is less than the browser says, as a write has failed there before: a try may show that it is more by now. */
  freeIsLearned: boolean;
}

export interface StoreState {
  /** False where the browser keeps nothing for pages, as in some private windows. */
  available: boolean;
  packages: StoredPackage[];
  /** Bytes of all files in the store. */
  usedBytes: number;
  /** What the browser would still give, or less where it has promised too much before; null if it does not say. */
  freeBytes: number | null;
}

/** A passing trouble that the store deals with by itself. */
export interface Trouble {
  path: string;
  /** What was expected and what came, in words. */
  message: string;
  /** Milliseconds until the next try. */
  waitMs: number;
}

export interface StoreProgress extends TransferProgress {
  /** Since the last report. */
  trouble: Trouble | null;
}

/** Why something did not work, as data. */
export interface StoreFault {
  code: PackageErrorCode | 'bad-address' | 'internal';
  /** The file, or ''. */
  path: string;
  message: string;
}

export class StoreError extends Error {
  readonly fault: StoreFault;
  constructor(fault: StoreFault) {
    super(fault.message);
    this.name = 'StoreError';
    this.fault = fault;
  }
}

export type InstallResult = { kind: 'installed' } | { kind: 'paused' };

export interface VerifyResult {
  /** Paths of files that are not what the manifest says; they count as missing from now on. */
  damaged: string[];
}

/** A folder's files where the address is a folder of this machine. */
export type Where = { address: PackageAddress; local?: readonly LocalFile[] };

/** What `install` shall fetch, see `ModelStore`. */
interface InstallTarget {
  key: string;
  where?: Where;
}

/** The packages on the user's disk. Every method rejects with `StoreError`, or the signal's reason. */
export interface ModelStore {
  state(): Promise<StoreState>;
  /** Asks the source for its list of contents; nothing is stored. */
  look(where: Where, signal?: AbortSignal): Promise<Offer>;
  /**
   * Fetches and verifies what is missing. Aborting pauses: what has come stays, and the next call goes on from
   * there.
   * @param where for a package that is not in the store yet, or whose folder has to be chosen again
   */
  install(
    target: InstallTarget,
    signal: AbortSignal,
    onProgress: (progress: StoreProgress) => void,
  ): Promise<InstallResult>;
  /** Reads every file again. */
  verify(
    key: string,
    signal: AbortSignal,
    onProgress: (progress: StoreProgress) => void,
  ): Promise<VerifyResult>;
  /** Deletes a package, whole or partial, and every file that no other one needs. */
  remove(key: string): Promise<void>;
}

/** The store's worker, see `ModelStore`. Errors are `StoreFault`s. */
export type StoreService = {
  state: (input: null, context: CallContext<never>) => Promise<StoreState>;
  look: (where: Where, context: CallContext<never>) => Promise<Offer>;
  install: (target: InstallTarget, context: CallContext<StoreProgress>) => Promise<InstallResult>;
  verify: (key: string, context: CallContext<StoreProgress>) => Promise<VerifyResult>;
  remove: (key: string, context: CallContext<never>) => Promise<void>;
};
