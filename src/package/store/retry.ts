import { PackageError } from '../source.ts';

/** How patient a download is. */
export interface RetryPolicy {
  /** Tries in a row that bring nothing before it gives up. */
  tries: number;
  /** Times that a file may arrive wrong. */
  wrongTries: number;
  firstMs: number;
  longestMs: number;
  /** @throws the signal's reason */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  /** 0 to 1, so that not all visitors come back at once. */
  random(): number;
}

/** Gives up after about a minute without a byte. */
export const PATIENT: RetryPolicy = {
  tries: 7,
  wrongTries: 3,
  firstMs: 500,
  longestMs: 30_000,
  wait: pause,
  random: () => Math.random(),
};

/** Whoever asks for more time than that is asked again when a person wants it. */
const MOST_WISHED_MS = 600_000;

/** What is going to happen next, and why. */
export interface Retry {
  error: PackageError;
  waitMs: number;
}

/**
 * Tries until it works, twice as long after each failure. Progress makes the patience new.
 * @param attempt tells whether a failed try has brought any bytes
 */
export async function retried(
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
  attempt: (noteProgress: () => void) => Promise<void>,
  onRetry: (retry: Retry) => void,
): Promise<void> {
  let failed = 0;
  let wrong = 0;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await attempt(() => (failed = 0));
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof PackageError) || error.again === null) throw error;
      const { how, afterMs } = error.again;
      failed += 1;
      if (how === 'anew') wrong += 1;
      if ((afterMs ?? 0) > MOST_WISHED_MS) throw error;
      if (failed >= policy.tries || wrong >= policy.wrongTries) throw error;
      const backOffMs = Math.min(policy.longestMs, policy.firstMs * 2 ** (failed - 1));
      const waitMs = Math.max(afterMs ?? 0, backOffMs * (0.5 + policy.random() / 2));
      onRetry({ error, waitMs });
      await policy.wait(waitMs, signal);
    }
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}
