import type { HubFile, HubPath } from './api.ts';
import { BrokenOff } from './body.ts';
import { HubError } from './errors.ts';
import { hubError, nameOf, type Asked } from './refusals.ts';
import {
  brokenOff,
  pageType,
  readWhole,
  request,
  type Answer,
  type Connection,
} from './request.ts';

/**
 * Reads what is in a repository's files, always from `resolve/`: the addresses that it redirects to run out. The library's
 * `downloadFile` is not used: it asks for one byte of each file first, with a header of its own, goes by Xet where it can (one request
 * after the other, at much CPU time), and neither resumes nor verifies.
 */

/** So many bytes are read past where a server knows no ranges; more would be the whole of a large file. */
const MOST_SKIPPED_BYTES = 32 * 2 ** 20;

/** Where a file is asked for. */
export function resolveUrl(endpoint: string, { repository, commit, path }: HubPath): string {
  return `${endpoint}/${repository}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** @throws HubError unless the answer may be the file: 200 or 206 where a range was asked for, and no web page */
export function assertFile(asked: Asked, { response }: Answer, range: string | null): void {
  const type = pageType(response);
  if (type && !/\.x?html?$/.test(asked.path ?? '')) {
    const message = `${nameOf(asked)}: expected the file, received a web page (${type}). Does this network ask for a sign-in?`;
    throw hubError(asked, 'not-a-file', message, {
      status: response.status,
      again: { how: 'later' },
    });
  }
  if (response.status === 206 && range === null) {
    const message = `${nameOf(asked)}: expected the whole file, received a part of it`;
    throw hubError(asked, 'not-a-file', message, { status: 206, again: { how: 'later' } });
  }
}

export async function readSmall(
  connection: Connection,
  asked: Asked,
  file: HubPath,
  maxBytes: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const url = resolveUrl(connection.endpoint, file);
  return request(connection, { asked, url, signal }, (answer) => {
    assertFile(asked, answer, null);
    return readWhole(asked, answer, maxBytes);
  });
}

/**
 * Whether the next try asks for a range. Servers and browsers have been seen to refuse what the standards allow (403 by a
 * CDN, a failed preflight), and then the whole file may still be had.
 */
export class Ranges {
  private refused = 0;

  /** The header's value for the next try; null for the whole file. */
  header(from: number, to?: number): string | null {
    if (this.refused < 2) return `bytes=${from}-${to === undefined ? '' : to - 1}`;
    this.refused = 0;
    return null;
  }

  /** A try has ended without an answer of success. */
  note(error: unknown): void {
    if (!(error instanceof HubError) || error.kind !== 'network') return;
    if (error.status === null || error.status < 500) this.refused += 1;
  }
}

/** The byte at which an answer begins; null where it cannot be told, as other origins hide the header that says so. */
export interface Start {
  from: number;
  /** Of the whole file. */
  totalBytes: number | null;
}

/**
 * Where an answer begins.
 * @param from the first byte that was asked for
 * @throws HubError `changed` where these are other bytes
 */
export function startOf(asked: Asked, { response }: Answer, from: number): Start {
  if (response.status !== 206) return { from: 0, totalBytes: null };
  // A page may not see this header of another origin: then the hash has the last word.
  const header = response.headers.get('content-range');
  if (header === null) return { from, totalBytes: null };
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header);
  if (Number(range?.[1] ?? NaN) !== from) {
    const message = `${nameOf(asked)}: expected its bytes from ${from} on, received ${header}`;
    throw hubError(asked, 'changed', message, { status: 206, again: { how: 'anew' } });
  }
  return { from, totalBytes: range![2] === '*' ? null : Number(range![2]) };
}

export async function readRange(
  connection: Connection,
  asked: Asked,
  file: HubFile,
  [from, to]: readonly [number, number],
  ranges: Ranges,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const url = resolveUrl(connection.endpoint, file);
  const range = ranges.header(from, to);
  return request(connection, { asked, url, range, signal, ranges }, async (answer) => {
    assertFile(asked, answer, range);
    let at = startOf(asked, answer, from).from;
    if (at < from && to > MOST_SKIPPED_BYTES) {
      const message = `${nameOf(asked)}: expected bytes ${from} to ${to - 1}; the server sends only whole files.`;
      throw hubError(asked, 'no-ranges', message, { status: answer.response.status });
    }
    const wanted = new Uint8Array(to - from);
    try {
      for await (const bytes of answer.body) {
        const useful = bytes.subarray(Math.max(0, from - at), Math.max(0, to - at));
        wanted.set(useful, Math.max(0, at - from));
        at += bytes.length;
        if (at >= to) return wanted;
      }
    } catch (error) {
      if (!(error instanceof BrokenOff)) throw error;
      throw brokenOff(asked, `${Math.max(0, at - from)} of ${to - from} bytes`, error.message);
    }
    throw brokenOff(
      asked,
      `${Math.max(0, at - from)} of ${to - from} bytes`,
      'the connection was closed',
    );
  });
}
