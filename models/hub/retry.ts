import { setTimeout as sleep } from 'node:timers/promises';

export interface RetrySettings {
  /** Tries in a row that bring nothing before the failure counts. */
  attempts: number;
  /** Before the second try; doubles with each further one, up to a minute. */
  firstWaitMs: number;
}

export const DEFAULT_RETRY: RetrySettings = { attempts: 6, firstWaitMs: 1000 };

const LONGEST_WAIT_MS = 60_000;

/** A failure that may pass. */
export class Retryable extends Error {
  /** What the server asks for. */
  readonly waitMs: number | undefined;
  /** Whether the try brought something, so that the next is the first of a new row. */
  readonly advanced: boolean;

  constructor(message: string, waitMs?: number, advanced = false) {
    super(message);
    this.name = 'Retryable';
    this.waitMs = waitMs;
    this.advanced = advanced;
  }
}

/** Tries until something else than `Retryable` comes of it, or the tries are used up. */
export async function retried<T>(
  { attempts, firstWaitMs }: RetrySettings,
  signal: AbortSignal | undefined,
  task: () => Promise<T>,
): Promise<T> {
  for (let failed = 0; ;) {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof Retryable)) throw error;
      failed = error.advanced ? 1 : failed + 1;
      if (failed >= attempts) {
        throw new Error(`${error.message} (given up after ${attempts} tries)`, { cause: error });
      }
      const wait = error.waitMs ?? firstWaitMs * 2 ** (failed - 1);
      await sleep(Math.min(wait, LONGEST_WAIT_MS), undefined, signal && { signal });
    }
  }
}
