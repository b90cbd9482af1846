/** How a download of several files is going. */
export interface PullProgress {
  doneBytes: number;
  totalBytes: number;
  /** Of the last seconds; 0 until there is something to tell from. */
  bytesPerSecond: number;
  /** Null until the speed is known. */
  secondsLeft: number | null;
}

const WINDOW_MS = 10_000;
/** Chunks come by the thousand a second: what comes within this counts together. */
const BUCKET_MS = 250;

/** Adds up what the files have, and measures how fast it comes. */
export class Meter {
  private readonly totalBytes: number;
  private readonly here = new Map<string, number>();
  private readonly recent: { atMs: number; bytes: number }[] = [];
  private readonly now: () => number;

  constructor(totalBytes: number, now: () => number = () => performance.now()) {
    this.totalBytes = totalBytes;
    this.now = now;
    this.recent.push({ atMs: now(), bytes: 0 });
  }

  /**
   * @param bytes of this file that are here
   * @param received how many of them have just come; what was here before says nothing of the speed
   */
  add(file: string, bytes: number, received: number): PullProgress {
    this.here.set(file, bytes);
    const atMs = this.now();
    const last = this.recent.at(-1)!;
    if (this.recent.length > 1 && atMs - last.atMs < BUCKET_MS) last.bytes += received;
    else this.recent.push({ atMs, bytes: received });
    while (this.recent.length > 2 && atMs - this.recent[0]!.atMs > WINDOW_MS) this.recent.shift();
    const doneBytes = [...this.here.values()].reduce((sum, value) => sum + value, 0);
    const [first, ...later] = this.recent;
    const spanMs = atMs - first!.atMs;
    const sum = later.reduce((total, { bytes: count }) => total + count, 0);
    const bytesPerSecond = spanMs > 0 ? (sum / spanMs) * 1000 : 0;
    const secondsLeft = bytesPerSecond > 0 ? (this.totalBytes - doneBytes) / bytesPerSecond : null;
    return { doneBytes, totalBytes: this.totalBytes, bytesPerSecond, secondsLeft };
  }
}

/** `3.21 of 12.45 GB, 42.0 MB/s, 4 min left` */
export function describeProgress(progress: PullProgress): string {
  const { doneBytes, totalBytes, bytesPerSecond, secondsLeft } = progress;
  const big = totalBytes >= 1e9;
  const size = (bytes: number) => (big ? (bytes / 1e9).toFixed(2) : (bytes / 1e6).toFixed(1));
  const parts = [`${size(doneBytes)} of ${size(totalBytes)} ${big ? 'GB' : 'MB'}`];
  if (bytesPerSecond > 0) parts.push(`${(bytesPerSecond / 1e6).toFixed(1)} MB/s`);
  if (secondsLeft !== null && doneBytes < totalBytes)
    parts.push(`${describeTime(secondsLeft)} left`);
  return parts.join(', ');
}

function describeTime(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
