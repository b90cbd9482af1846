import type { HubToken } from './api.ts';
import { BrokenOff, chunks, rootCause } from './body.ts';
import { hubError, nameOf, refusal, type Asked } from './refusals.ts';

/** How the Hub is reached. */
export interface Connection {
  /** Without a final slash. */
  endpoint: string;
  token: HubToken | null;
  setToken: string | null;
  fetch: typeof fetch;
  stallMs: number;
}

export interface HubRequest {
  asked: Asked;
  /** At the endpoint. */
  url: string;
  /** `bytes=from-` or `bytes=from-to`: one simple range, which a page may ask for without a preflight. */
  range?: string | null;
  /** Told where a try ends without an answer of success. */
  ranges?: { note(error: unknown): void };
  signal: AbortSignal | undefined;
}

/** An answer of success. */
export interface Answer {
  response: Response;
  /** Its bytes, once; `BrokenOff` where they end too early. */
  body: AsyncGenerator<Uint8Array<ArrayBuffer>, void, void>;
}

/**
 * Asks and reads the answer; the connection is closed after that, however it ends.
 * @throws HubError, what `read` throws, or the signal's reason
 */
export async function request<T>(
  connection: Connection,
  { asked, url, range = null, ranges, signal }: HubRequest,
  read: (answer: Answer) => Promise<T>,
): Promise<T> {
  const { token, stallMs } = connection;
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const waiting = async <W>(wait: () => Promise<W>): Promise<W> => {
    const stall = () => stop.abort(new BrokenOff(`nothing came for ${stallMs / 1000} s`));
    const timer = setTimeout(stall, stallMs);
    try {
      return await wait();
    } finally {
      clearTimeout(timer);
    }
  };
  const headers = {
    ...(range !== null && { Range: range }),
    // Redirects to another host lose it on the way, as they must.
    ...(token && { Authorization: `Bearer ${token.value}` }),
  };
  let isAnswered = false;
  try {
    const response = await waiting(() =>
      // Nothing of it is of use in the browser's cache; a part kept there has been taken for the whole before.
      connection.fetch(url, { headers, cache: 'no-store', signal: either }),
    ).catch((error: unknown) => {
      const why = rootCause(stop.signal.aborted ? stop.signal.reason : error);
      const message = `${nameOf(asked)}: ${new URL(url).host} could not be reached: ${why}`;
      throw hubError(asked, 'network', message, { again: { how: 'later' }, cause: error });
    });
    if (!response.ok) throw refusal(asked, response);
    isAnswered = true;
    return await read({ response, body: chunks(response.body, either, waiting) });
  } catch (error) {
    signal?.throwIfAborted();
    if (!isAnswered) ranges?.note(error);
    throw error;
  } finally {
    // Closes the connection of an answer that was not read to its end.
    stop.abort();
  }
}

/**
 * A whole body in memory.
 * @throws HubError `too-large`, or `network` where it breaks off
 */
export async function readWhole(
  asked: Asked,
  { body }: Answer,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for await (const bytes of body) {
      parts.push(bytes);
      length += bytes.length;
      if (length > maxBytes) {
        const message = `${nameOf(asked)}: expected at most ${maxBytes} bytes, received more.`;
        throw hubError(asked, 'too-large', message);
      }
    }
  } catch (error) {
    throw error instanceof BrokenOff ? brokenOff(asked, `${length} bytes`, error.message) : error;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param reached such as `7 of 9 bytes` */
export const brokenOff = (asked: Asked, reached: string, why: string) =>
  hubError(asked, 'network', `${nameOf(asked)} broke off after ${reached}: ${why}`, {
    again: { how: 'later' },
  });

/** Types of web pages: of error pages, and of the sign-in page of a hotel's network. */
const PAGE = /^(text\/html|application\/xhtml\+xml)\b/i;

/** The type where an answer is a web page; null for all else. */
export function pageType({ headers }: Response): string | null {
  const type = headers.get('content-type') ?? '';
  return PAGE.test(type) ? type : null;
}
