/** Speed over the last seconds, and how long the rest will take. */

/** Progress of many files. `totalBytes` is constant, `doneBytes` never falls and ends at the total. */
export interface TransferProgress {
  doneBytes: number;
  totalBytes: number;
  /** Null until it can be told, and while nothing comes. */
  bytesPerSecond: number | null;
  leftMs: number | null;
}

const WINDOW_MS = 8000;
/** Before that a speed would be a guess. */
const LEAST_MS = 1000;

export class Meter {
  private readonly totalBytes: number;
  private readonly here = new Map<string, number>();
  private readonly arrivals: { atMs: number; received: number }[] = [];
  private sum = 0;
  private received = 0;
  private shown = 0;

  /** @param startMs counts for the speed from then on; default: from the first arrival */
  constructor(totalBytes: number, startMs?: number) {
    this.totalBytes = totalBytes;
    if (startMs !== undefined) this.arrivals.push({ atMs: startMs, received: 0 });
  }

  /**
   * @param here bytes of this file that are here; may fall when a file is fetched anew
   * @param received bytes that have just come over the line
   */
  note(file: string, here: number, received: number, nowMs: number): void {
    this.sum += here - (this.here.get(file) ?? 0);
    this.here.set(file, here);
    if (received === 0) return;
    if (this.arrivals.length === 0) this.arrivals.push({ atMs: nowMs, received: 0 });
    this.received += received;
    const last = this.arrivals.at(-1)!;
    // A few arrivals a second are enough to know a speed by.
    if (this.arrivals.length > 1 && nowMs - last.atMs < 100) last.received = this.received;
    else this.arrivals.push({ atMs: nowMs, received: this.received });
  }

  read(nowMs: number): TransferProgress {
    const { totalBytes } = this;
    const done = Math.min(this.sum, totalBytes);
    this.shown = Math.max(this.shown, done);
    const bytesPerSecond = this.speed(nowMs);
    const leftMs =
      bytesPerSecond === null ? null : Math.round(((totalBytes - done) / bytesPerSecond) * 1000);
    return { doneBytes: this.shown, totalBytes, bytesPerSecond, leftMs };
  }

  private speed(nowMs: number): number | null {
    const { arrivals } = this;
    // The one before the window stays: what came since then came within the window.
    while (arrivals.length > 2 && arrivals[1]!.atMs <= nowMs - WINDOW_MS) arrivals.shift();
    const [first] = arrivals;
    if (first === undefined) return null;
    const ms = nowMs - first.atMs;
    const bytes = this.received - first.received;
    return ms < LEAST_MS || bytes === 0 ? null : Math.round((bytes / ms) * 1000);
  }
}
