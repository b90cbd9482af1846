import type { OnBytes } from './file-jobs.ts';

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
  let lastMs = -Infinity;
  let lastHere = 0;
  let unsaid = 0;
  return (here, moved) => {
    unsaid += moved;
    const isNews = here < lastHere || here === sizeBytes;
    if (!isNews && nowMs() - lastMs < REPORT_MS) return;
    report(here, unsaid);
    [lastMs, lastHere, unsaid] = [nowMs(), here, 0];
  };
}
