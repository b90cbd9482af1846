/** The connection has ended before the body did; the message says why, in the platform's words. */
export class BrokenOff extends Error {}

/**
 * A body's bytes as they come. A read that is under way when the signal aborts ends by itself here: Node's fetch
 * can leave it waiting for ever (seen about once in 50 aborts, Node 20.20).
 * @param waiting runs each wait for bytes
 * @throws BrokenOff, or the signal's reason
 */
export async function* chunks(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  signal: AbortSignal,
  waiting: <T>(wait: () => Promise<T>) => Promise<T>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
  const reader = body?.getReader();
  if (!reader) return;
  let onAbort = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort);
  });
  aborted.catch(() => undefined);
  const read = () =>
    waiting(() => Promise.race([reader.read(), aborted])).catch((error: unknown) => {
      signal.throwIfAborted();
      throw new BrokenOff(rootCause(error), { cause: error });
    });
  try {
    for (;;) {
      signal.throwIfAborted();
      const { value, done } = await read();
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Not awaited: it may be what never ends.
    reader.cancel().catch(() => undefined);
  }
}

/** fetch says "fetch failed" and keeps the reason as the cause. */
export function rootCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? rootCause(error.cause) : error.message || error.name;
}
