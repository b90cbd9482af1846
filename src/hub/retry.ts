import type { Again } from './errors.ts';

/** How patient a download is. */
export interface RetryPolicy {
  /** Tries in a row that bring nothing new before it gives up. */
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

/** Gives up after about half a minute without a byte. */
export const PATIENT: RetryPolicy = {
  tries: 7,
  wrongTries: 3,
  firstMs: 500,
  longestMs: 30_000,
  wait: pause,
  random: () => Math.random(),
};

/** Whoever asks for more time than that is asked again when a person wants it. */
export const MOST_WISHED_MS = 600_000;

/**
 * So much more makes the waits short again. Less is progress, too, and goes on for ever, but a server that cuts every
 * connection at once is not asked twice a second.
 */
const PROGRESS_BYTES = 2 ** 18;

/** An error that knows whether another try may help. */
export interface Retriable extends Error {
  readonly again: Again | null;
}

/** What is going to happen next, and why. */
export interface Retry<E extends Retriable = Retriable> {
  error: E;
  waitMs: number;
}

export interface RetryOptions<E extends Retriable> {
  policy: RetryPolicy;
  signal: AbortSignal | undefined;
  /** Whether an error is of the kind that knows about other tries. */
  isOwn: (error: unknown) => error is E;
  onRetry?: ((retry: Retry<E>) => void) | undefined;
}

/**
 * Tries until it works, waiting twice as long after each failure. It gives up after tries that bring nothing new.
 * @param attempt tells up to which byte of the file it has come; what an earlier try had already is nothing new
 */
export async function retried<T, E extends Retriable>(
  { policy, signal, isOwn, onRetry }: RetryOptions<E>,
  attempt: (noteReached: (byte: number) => void) => Promise<T>,
): Promise<T> {
  /** In a row: tries without a new byte, and tries since the last good progress. */
  let barren = 0;
  let failed = 0;
  let wrong = 0;
  let furthest = 0;
  let progressAt = 0;
  const noteReached = (byte: number) => {
    if (byte <= furthest) return;
    furthest = byte;
    if (byte - progressAt < PROGRESS_BYTES) return;
    progressAt = byte;
    failed = 0;
  };
  for (;;) {
    signal?.throwIfAborted();
    const before = furthest;
    try {
      return await attempt(noteReached);
    } catch (error) {
      signal?.throwIfAborted();
      if (!isOwn(error) || error.again === null) throw error;
      const { how, afterMs } = error.again;
      failed += 1;
      barren = furthest > before ? 0 : barren + 1;
      if (how === 'anew') {
        wrong += 1;
        // Thrown away: all that comes is new again.
        furthest = progressAt = 0;
      }
      if ((afterMs ?? 0) > MOST_WISHED_MS) throw error;
      if (barren >= policy.tries || wrong >= policy.wrongTries) throw error;
      const backOffMs = Math.min(policy.longestMs, policy.firstMs * 2 ** (failed - 1));
      const waitMs = Math.max(afterMs ?? 0, backOffMs * (0.5 + policy.random() / 2));
      onRetry?.({ error, waitMs });
      await policy.wait(waitMs, signal);
    }
  }
}

/** `Retry-After` in seconds or as a date, in milliseconds from now; null if it says nothing. */
export function retryAfterMs(value: string | null, nowMs = Date.now()): number | null {
  if (value === null || value.trim() === '') return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}

/** Statuses of servers that may answer otherwise soon. */
export const isPassing = (status: number) =>
  status === 408 || status === 425 || status === 429 || status >= 500;

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
