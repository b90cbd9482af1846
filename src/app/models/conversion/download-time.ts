/** How long a download should take, from the best that is known before it begins. */
export type DownloadTime =
  /** What an earlier download from there has brought. */
  | { from: 'measured'; ms: number }
  /** What the browser says of the connection; `isAtMost` where it says no more than "that or faster". */
  | { from: 'browser'; ms: number; megabits: number; isAtMost: boolean }
  /** Nothing is known. */
  | { from: 'nothing' };

interface Known {
  /** Bytes a second; null where nothing was downloaded from there. */
  measured: number | null;
  /** `navigator.connection.downlink`, megabits a second; undefined in browsers without it. */
  downlink: number | undefined;
}

/** Chromium tells no higher one, so that pages learn less of whose they are. */
const MOST_DOWNLINK = 10;

export function downloadTime(bytes: number, { measured, downlink }: Known): DownloadTime {
  if (measured !== null) return { from: 'measured', ms: (bytes / measured) * 1000 };
  // 0 is said without a connection, and by browsers that do not want to tell.
  if (downlink === undefined || downlink <= 0) return { from: 'nothing' };
  const megabits = Math.min(downlink, MOST_DOWNLINK);
  const isAtMost = downlink >= MOST_DOWNLINK;
  return { from: 'browser', ms: timeAtMs(bytes, megabits), megabits, isAtMost };
}

/** @param megabits a second */
export const timeAtMs = (bytes: number, megabits: number) => (bytes * 8) / (megabits * 1000);

/** The connection's speed as the browser tells it. */
export const downlinkOf = (navigator: Navigator): number | undefined =>
  (navigator as { connection?: { downlink?: number } }).connection?.downlink;
