import type {
  InstallResult,
  Offer,
  StoreFault,
  StoreProgress,
  StoreState,
  VerifyResult,
  Where,
} from './api.ts';

/** What the page and the store's worker say to each other. Every request gets one answer. */

export type StoreRequest =
  | { kind: 'state' }
  | { kind: 'look'; where: Where }
  | { kind: 'install'; key: string; where?: Where }
  | { kind: 'verify'; key: string }
  | { kind: 'remove'; key: string };

export type ToStore =
  | { id: number; request: StoreRequest }
  /** Ends the request with this id as soon as possible; it still gets its answer. */
  | { id: number; request: { kind: 'cancel' } };

export type StoreAnswer =
  | { kind: 'state'; state: StoreState }
  | { kind: 'offer'; offer: Offer }
  | { kind: 'installed'; result: InstallResult }
  | { kind: 'verified'; result: VerifyResult }
  | { kind: 'removed' };

export type FromStore =
  | { id: number; answer: StoreAnswer }
  | { id: number; answer: { kind: 'progress'; progress: StoreProgress } }
  | { id: number; answer: { kind: 'failed'; fault: StoreFault } };
