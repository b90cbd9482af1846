import type { OnBytes } from './file-jobs.ts';

/** Whether it is time for a report: so many milliseconds after the last one, or at once where it is news. */
export function seldom(
  everyMs: number,
  nowMs = () => performance.now(),
): (isNews: boolean) => boolean {
  let lastMs = -Infinity;
  return (isNews) => {
    const now = nowMs();
    if (!isNews && now - lastMs < everyMs) return false;
    lastMs = now;
    return true;
  };
}

/** A download reads hundreds of times a second: most of that is nobody's news. */
const REPORT_MS = 100;

/**
 * Reports now and then, each time with all that has come since the last report, and whenever a file starts over or is
 * whole.
 */
export function sparingly(
  sizeBytes: number,
  report: OnBytes,
  nowMs = () => performance.now(),
): OnBytes {
  const isDue = seldom(REPORT_MS, nowMs);
  let lastHere = 0;
  let unsaid = 0;
  return (here, moved) => {
    unsaid += moved;
    if (!isDue(here < lastHere || here === sizeBytes)) return;
    report(here, unsaid);
    [lastHere, unsaid] = [here, 0];
  };
}
