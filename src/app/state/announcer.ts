import { useAnnouncement } from './page-state.ts';

export { useAnnouncement };

/** Long enough for a screen reader to have begun to read. */
const DWELL_MS = 1500;

let saidAtMs = -Infinity;
let waiting: ReturnType<typeof setTimeout> | null = null;

/** Says it now, over whatever was to be said. */
export function announce(text: string): void {
  if (waiting !== null) clearTimeout(waiting);
  waiting = null;
  saidAtMs = performance.now();
  useAnnouncement.setState(({ count }) => ({ text, count: count + 1 }));
}

/**
 * Says it as soon as what was said last has had its time; of several that wait only the newest is
 * still true. For stages, which the next picture of a queue passes through while the end of the one
 * before is being read.
 */
export function announceInPassing(text: string): void {
  if (waiting !== null) clearTimeout(waiting);
  const dueMs = saidAtMs + DWELL_MS - performance.now();
  if (dueMs <= 0) announce(text);
  else waiting = setTimeout(() => announce(text), dueMs);
}
