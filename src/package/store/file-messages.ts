import type { FileEntry } from '../manifest.ts';
import type { StoreFault, Where } from './api.ts';

/** What the store's worker and its file threads say to each other. A thread has one job at a time, and ends it with one of the last three. */
export type ToFileThread =
  | { kind: 'fetch'; file: FileEntry; where: Where }
  | { kind: 'verify'; file: FileEntry }
  | { kind: 'stop' };

export type FromFileThread =
  | { kind: 'bytes'; here: number; moved: number }
  | { kind: 'retry'; message: string; waitMs: number }
  | { kind: 'fetched' }
  | { kind: 'verified'; whole: boolean }
  | { kind: 'failed'; fault: StoreFault };
