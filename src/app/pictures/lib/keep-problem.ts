/**
 * Why pictures cannot be kept: the disk is `full`; the browser offers no storage (`unavailable`,
 * some private windows); another tab runs a `newer` version of this page, or an older one that
 * does not let go of the storage (`blocked`).
 */
export type KeepProblem = 'full' | 'unavailable' | 'newer' | 'blocked';

/** Reads what IndexedDB threw. Whatever is not understood means that nothing can be kept. */
export function keepProblemOf(error: unknown): KeepProblem {
  const name = error instanceof Error ? error.name : '';
  if (name === 'QuotaExceededError') return 'full';
  if (name === 'VersionError') return 'newer';
  return 'unavailable';
}
