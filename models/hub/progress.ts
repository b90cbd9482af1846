import { Meter as TransferMeter, type TransferProgress } from '../../src/hub/meter.ts';

export type PullProgress = TransferProgress;

/** The speed counts from its making on, and the clock is its own. */
export class Meter extends TransferMeter {
  private readonly now: () => number;

  constructor(totalBytes: number, now: () => number = () => performance.now()) {
    super(totalBytes, now());
    this.now = now;
  }

  /**
   * @param here bytes of this file that are here
   * @param received how many of them have just come; what was here before says nothing of the speed
   */
  add(file: string, here: number, received: number): PullProgress {
    this.note(file, here, received, this.now());
    return this.read(this.now());
  }
}

/** `3.21 of 12.45 GB, 42.0 MB/s, 4 min left` */
export function describeProgress(progress: PullProgress): string {
  const { doneBytes, totalBytes, bytesPerSecond, leftMs } = progress;
  const big = totalBytes >= 1e9;
  const size = (bytes: number) => (big ? (bytes / 1e9).toFixed(2) : (bytes / 1e6).toFixed(1));
  const parts = [`${size(doneBytes)} of ${size(totalBytes)} ${big ? 'GB' : 'MB'}`];
  if (bytesPerSecond !== null) parts.push(`${(bytesPerSecond / 1e6).toFixed(1)} MB/s`);
  if (leftMs !== null && doneBytes < totalBytes) parts.push(`${describeTime(leftMs / 1000)} left`);
  return parts.join(', ');
}

function describeTime(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
