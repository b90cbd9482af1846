import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileDownloadInfo, type ListFileEntry } from '@huggingface/hub';
import { access, asHubAnswer, hubFetch, rootCause, type Hub, type Repository } from './hub.ts';
import { retried, Retryable } from './retry.ts';

/**
 * One file of a repository, into `<target>.part` first. The part's ETag stands in `<target>.part.etag`:
 * a later try, or a later run, goes on where the last one was cut off, if the file is still the same.
 */

export interface Download {
  repository: Repository;
  entry: ListFileEntry;
  target: string;
}

export interface DownloadOptions {
  hub: Hub;
  signal?: AbortSignal;
  /** Bytes of this file that are here, and how many of them have just come. */
  onBytes: (here: number, received: number) => void;
}

/** A connection that brings nothing for so long is cut. */
const STALL_MS = 60_000;
/** A try that brings less does not count as progress. */
const PROGRESS_BYTES = 2 ** 20;

/** Fetches a file unless it is here already, whole and unchanged. */
export async function download(file: Download, options: DownloadOptions): Promise<void> {
  const { entry, target } = file;
  if (await isWhole(target, entry)) {
    options.onBytes(entry.size, 0);
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  let damaged = 0;
  try {
    await retried(options.hub.retry, options.signal, async () => {
      await attempt(file, options);
      if (await isWhole(partOf(target), entry)) return;
      await discard(target);
      const what = `${file.repository.name}/${entry.path} arrived damaged: its checksum is wrong`;
      // What is here from an earlier run may be to blame, but only once.
      throw damaged++ === 0 ? new Retryable(what) : new Error(`${what}, twice.`);
    });
    await rename(partOf(target), target);
    await rm(etagOf(target), { force: true });
  } catch (error) {
    throw isFull(error) ? await diskFull(file, error) : error;
  }
}

const partOf = (target: string) => `${target}.part`;
const etagOf = (target: string) => `${target}.part.etag`;

/** Bytes of a file that an earlier run has left here. */
export async function bytesHere({ target, entry }: Download): Promise<number> {
  for (const path of [target, partOf(target)]) {
    const size = (await stat(path).catch(() => null))?.size ?? 0;
    if (size > 0) return Math.min(size, entry.size);
  }
  return 0;
}

async function attempt(file: Download, options: DownloadOptions): Promise<void> {
  const { repository, entry, target } = file;
  const { hub, signal, onBytes } = options;
  const info = await fileDownloadInfo({
    ...access(hub, repository),
    path: entry.path,
    revision: repository.revision,
    fetch: hubFetch(hub, repository, signal),
  }).catch((error: unknown) => {
    throw asHubAnswer(hub, error);
  });
  if (!info) throw new Error(`${repository.name} has no file ${entry.path} any more.`);
  const part = partOf(target);
  const from = await resumableBytes(target, info.etag, entry.size);
  if (from === 0) {
    await rm(part, { force: true });
    await writeFile(etagOf(target), info.etag);
  }
  onBytes(from, 0);
  if (from < entry.size || entry.size === 0) await receive(info.url, from, file, options);
}

/** How much of the part can stay: nothing if the file has changed since. */
async function resumableBytes(target: string, etag: string, size: number): Promise<number> {
  const part = partOf(target);
  if (!existsSync(part) || !existsSync(etagOf(target))) return 0;
  if ((await readFile(etagOf(target), 'utf8')) !== etag) return 0;
  const { size: here } = await stat(part);
  return here <= size ? here : 0;
}

async function receive(
  url: string,
  from: number,
  { repository, entry, target }: Download,
  { hub, signal, onBytes }: DownloadOptions,
): Promise<void> {
  const stalled = new AbortController();
  const either = signal ? AbortSignal.any([signal, stalled.signal]) : stalled.signal;
  const timer = setTimeout(() => stalled.abort(), STALL_MS);
  const name = `${repository.name}/${entry.path}`;
  const mine = new URL(url).origin === new URL(hub.endpoint).origin;
  let here = from;
  let received = 0;
  try {
    const response = await hubFetch(
      hub,
      repository,
      either,
    )(url, {
      headers: {
        range: `bytes=${from}-`,
        // Redirects to another host lose it on the way, as they must.
        ...(mine && hub.token && { authorization: `Bearer ${hub.token.value}` }),
      },
    });
    const start = startOf(response, from);
    if (start === null) {
      await response.body?.cancel();
      await discard(target);
      throw new Retryable(`${name}: expected bytes from ${from}, received others`);
    }
    here = start;
    const file = await open(partOf(target), start === 0 ? 'w' : 'a');
    try {
      for await (const bytes of chunks(response, either)) {
        timer.refresh();
        if (here + bytes.length > entry.size) {
          throw new Retryable(`${name} is longer than the ${entry.size} bytes that the Hub lists`);
        }
        await file.writeFile(bytes);
        here += bytes.length;
        received += bytes.length;
        onBytes(here, bytes.length);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    signal?.throwIfAborted();
    const reason = stalled.signal.aborted ? 'nothing came any more' : transportFailure(error);
    if (reason === null) throw error;
    throw cut(name, here, entry.size, reason, received);
  } finally {
    clearTimeout(timer);
  }
  if (here < entry.size) throw cut(name, here, entry.size, 'the connection was closed', received);
}

/**
 * A body's bytes as they come. A reading that is under way when the signal aborts ends by itself here: Node's fetch
 * can leave it waiting for ever (seen about once in 50 aborts, Node 20.20).
 */
async function* chunks(response: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  let onAbort = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort);
  });
  aborted.catch(() => undefined);
  try {
    for (;;) {
      signal.throwIfAborted();
      const { value, done } = await Promise.race([reader.read(), aborted]);
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    // Not awaited: it may be what never ends.
    reader.cancel().catch(() => undefined);
  }
}

/** What broke a body off, in words; null for all that has its own. */
function transportFailure(error: unknown): string | null {
  return error instanceof TypeError ? rootCause(error) : null;
}

const cut = (name: string, here: number, size: number, reason: string, received: number) =>
  new Retryable(
    `${name} broke off after ${here} of ${size} bytes: ${reason}`,
    undefined,
    received >= PROGRESS_BYTES,
  );

/** The first byte of an answer; null if it cannot be what was asked for. */
function startOf(response: Response, from: number): number | null {
  if (response.status === 200) return 0;
  const range = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '');
  return range && Number(range[1]) === from ? from : null;
}

async function discard(target: string): Promise<void> {
  await rm(partOf(target), { force: true });
  await rm(etagOf(target), { force: true });
}

/** Whether a file has the size and the checksum that the Hub lists. */
async function isWhole(path: string, { size, lfs, oid }: ListFileEntry): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (!found?.isFile() || found.size !== size) return false;
  if (lfs) return (await hashFile(path, 'sha256', '')) === lfs.oid;
  // What is not in LFS is a git blob; a mirror may have no ids.
  if (!oid || !/^[0-9a-f]{40}$/.test(oid)) return true;
  return (await hashFile(path, 'sha1', `blob ${size}\0`)) === oid;
}

async function hashFile(path: string, algorithm: string, prefix: string): Promise<string> {
  const hash = createHash(algorithm).update(prefix);
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    hash.update(chunk as Buffer);
  }
  return hash.digest('hex');
}

function isFull(error: unknown): error is Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

async function diskFull(file: Download, cause: Error): Promise<Error> {
  const missing = file.entry.size - (await bytesHere(file));
  return new Error(
    `The disk is full: ${file.target} needs ${(missing / 1e6).toFixed(1)} MB more. Make room and ` +
      'run the command again: what is here stays, and it goes on from there.',
    { cause },
  );
}
