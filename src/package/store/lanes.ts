import type { FileEntry } from '../manifest.ts';
import { fileLock } from './lock-names.ts';

/** Locks that hold in all tabs. */
export interface StoreLocks {
  /** @returns null if somebody else holds it */
  ifFree<T>(name: string, task: () => Promise<T>): Promise<T | null>;
  /** Waits for it. */
  whenFree<T>(name: string, signal: AbortSignal | undefined, task: () => Promise<T>): Promise<T>;
}

/**
 * Does something to each file, several at a time; nobody else touches a file meanwhile. If one fails, the others stop
 * where they are; what they have done stays.
 */
export async function inLanes(
  entries: readonly FileEntry[],
  { parallel, locks, signal }: { parallel: number; locks: StoreLocks; signal: AbortSignal },
  task: (entry: FileEntry, signal: AbortSignal) => Promise<void>,
): Promise<void> {
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
