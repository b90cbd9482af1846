import * as v from 'valibot';
import type { CheckpointPlaces } from '../../../exporter/browser/api.ts';

/** How fast downloads from each server were, kept across visits: the next one should be about as fast. */

const STORED_AS = 'wuerstchen.download-rates';
const KEPT = 8;
/** Of one download: one for each report, four a second. */
const MOST_READINGS = 2400;

/** Bytes a second by origin, the latest last. */
const StoredRates = v.array(v.tuple([v.string(), v.pipe(v.number(), v.finite(), v.minValue(1))]));
type Rates = v.InferOutput<typeof StoredRates>;

/** Where the storage is not to be had, nothing is known and nothing is kept. */
type RateStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** @returns null where nothing was measured */
export function measuredRate(origin: string, storage = ownStorage()): number | null {
  return read(storage).find(([each]) => each === origin)?.[1] ?? null;
}

/** The readings of one download. */
export class RateReadings {
  private readonly readings: number[] = [];

  /** @param bytesPerSecond null while nothing comes */
  add(bytesPerSecond: number | null): void {
    if (bytesPerSecond === null || bytesPerSecond <= 0) return;
    this.readings.push(bytesPerSecond);
    if (this.readings.length > MOST_READINGS) this.readings.shift();
  }

  /** The median: a wait for the disk, or between two files, is no speed of the connection. */
  keep(origin: string, storage = ownStorage()): void {
    const inOrder = [...this.readings].sort((a, b) => a - b);
    const median = inOrder[Math.floor(inOrder.length / 2)];
    if (median === undefined || !storage) return;
    const others = read(storage).filter(([each]) => each !== origin);
    const rates: Rates = [...others, [origin, Math.max(1, Math.round(median))]];
    try {
      storage.setItem(STORED_AS, JSON.stringify(rates.slice(-KEPT)));
    } catch {
      // A full storage forgets it.
    }
  }
}

/** Of the server that both halves come from, as far as one does; null for a folder. */
export function originOf({ prior, decoder }: CheckpointPlaces): string | null {
  const hub = [prior, decoder].find((place) => place.kind === 'hub');
  return hub ? new URL(hub.endpoint).origin : null;
}

function read(storage: RateStorage | null): Rates {
  try {
    const result = v.safeParse(StoredRates, JSON.parse(storage?.getItem(STORED_AS) ?? '[]'));
    return result.success ? result.output : [];
  } catch {
    return [];
  }
}

function ownStorage(): RateStorage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
