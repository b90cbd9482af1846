import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpOrigin } from '../http-origin.ts';
import type { FileEntry } from '../manifest.ts';
import { PackageError } from '../source.ts';
import { openFaultServer, type Fault, type FaultServer } from '../testing/fault-server.ts';
import { memoryFiles, type MemoryFiles } from '../testing/memory-files.ts';
import { downloadFile, type DownloadOptions } from './download.ts';
import type { Retry } from './retry.ts';

/** Without hashes of its pieces, as in older packages; see `pieces.test.ts` for the others. */
const content = randomBytes(5_000_000);
const file: FileEntry = {
  path: 'weights.bin',
  sizeBytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
};

let server: FaultServer;
let files: MemoryFiles;
let retries: Retry[];
let waits: number[];

beforeEach(async () => {
  server = await openFaultServer(new Map([[file.path, content]]));
  files = memoryFiles();
  retries = [];
  waits = [];
});
afterEach(() => server.close());

function download(changes: Partial<DownloadOptions> & { pageOrigin?: string } = {}): Promise<void> {
  const { pageOrigin, ...options } = changes;
  return downloadFile(file, {
    origin: httpOrigin(server.url, { ...(pageOrigin && { pageOrigin }) }),
    files,
    stallMs: 10_000,
    retry: {
      tries: 5,
      wrongTries: 3,
      firstMs: 100,
      longestMs: 1000,
      random: () => 1,
      wait: (ms) => Promise.resolve(void waits.push(ms)),
    },
    onBytes: () => undefined,
    onRetry: (retry) => retries.push(retry),
    ...options,
  });
}

const fail = (...faults: Fault[]) => server.faults.set(file.path, faults);
const ranges = () => server.asked.map(({ range }) => range ?? 'all');

async function errorOf(promise: Promise<unknown>): Promise<PackageError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (error instanceof PackageError) return error;
  throw new Error('Expected a PackageError', { cause: error });
}

function expectWhole(): void {
  expect(Buffer.from(files.contents.get(file.sha256)!).equals(content)).toBe(true);
  expect(files.records.get(file.sha256)).toMatchObject({ complete: true });
}

it('is written, flushed, closed, and only then marked as complete', async () => {
  await download();
  expectWhole();
  expect(files.log.slice(-4)).toEqual(['write', 'flush', 'close', 'mark complete']);
  await download();
  expect(server.asked).toHaveLength(1);
});

it('what has no complete record is not believed, whatever its length', async () => {
  files.contents.set(file.sha256, new Uint8Array(content.length));
  await download();
  expectWhole();
  expect(retries[0]!.error.message).toMatch(/is corrupt: expected SHA-256/);
});

describe('resuming', () => {
  it('goes on from the byte reached after a cut, and after another start of the page', async () => {
    fail({ kind: 'cut', afterBytes: 400_000 });
    const stop = new AbortController();
    await expect(
      download({ signal: stop.signal, onRetry: () => stop.abort() }),
    ).rejects.toMatchObject({ name: 'AbortError' });
    const reached = files.contents.get(file.sha256)!.length;
    expect(reached).toBeGreaterThan(0);
    await download();
    expectWhole();
    expect(ranges()).toEqual(['all', `bytes=${reached}-`]);
  });

  it('goes on after the server was started anew', async () => {
    fail({ kind: 'cut', afterBytes: 300_000 });
    const port = Number(new URL(server.url).port);
    const old = server;
    await download({
      onRetry: (retry) => retries.push(retry),
      retry: {
        tries: 5,
        wrongTries: 3,
        firstMs: 1,
        longestMs: 1,
        random: () => 1,
        wait: async () => {
          if (server !== old) return;
          await old.close();
          server = await openFaultServer(new Map([[file.path, content]]), port);
        },
      },
    });
    expectWhole();
    expect(server.asked[0]!.range).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('asks its own site with If-Range, and others without a header that needs permission', async () => {
    fail({ kind: 'cut', afterBytes: 300_000 });
    await download({ pageOrigin: new URL(server.url).origin });
    expect(server.asked[1]!.ifRange).toMatch(/^"[0-9a-f]{40}"$/);
    files.contents.clear();
    files.records.clear();
    fail({ kind: 'cut', afterBytes: 300_000 });
    await download();
    expect(server.asked[3]).toMatchObject({ ifRange: undefined });
    expect(server.asked[3]!.range).toMatch(/^bytes=/);
  });

  it.each([
    ['own site', true],
    ['other site', false],
  ])('a file that changed meanwhile is fetched anew: %s', async (_name, isOwn) => {
    fail({ kind: 'cut', afterBytes: 300_000 }, { kind: 'new-etag' });
    await download(isOwn ? { pageOrigin: new URL(server.url).origin } : {});
    expectWhole();
    if (!isOwn) expect(retries[1]!.error.message).toMatch(/it has changed on the server since/);
  });

  it('starts again where the server knows no ranges', async () => {
    fail({ kind: 'cut', afterBytes: 300_000 }, { kind: 'no-ranges' });
    await download();
    expectWhole();
    expect(retries).toHaveLength(1);
  });

  it('starts again where the server has no such byte', async () => {
    fail({ kind: 'cut', afterBytes: 300_000 }, { kind: 'status', status: 416 });
    await download();
    expectWhole();
    expect(retries.at(-1)!.error.message).toMatch(/the server has no byte \d+ of it \(416\)/);
    expect(ranges().at(-1)).toBe('all');
  });
});

describe('what arrives wrong is named, and fetched anew', () => {
  it.each<[string, Fault, RegExp]>([
    ['a wrong bit', { kind: 'corrupt' }, /is corrupt: expected SHA-256 .*, received/],
    ['too short', { kind: 'resize', bytes: -7 }, /expected 5000000 bytes, the server has 4999993/],
    ['too long', { kind: 'resize', bytes: 7 }, /expected 5000000 bytes, the server has 5000007/],
    ['a page with status 200', { kind: 'html' }, /received a web page \(text\/html/],
    [
      'a redirect to another type',
      { kind: 'redirect', type: 'application/json' },
      /a redirect led to another type of content on localhost:\d+ \(application\/json\)/,
    ],
  ])('%s', async (_name, fault, message) => {
    fail(fault);
    await download();
    expectWhole();
    expect(retries.map(({ error }) => error.message)).toEqual([expect.stringMatching(message)]);
    expect(ranges()).toEqual(['all', 'all']);
  });

  it('three times, and then it is an error; nothing of it counts as complete', async () => {
    fail({ kind: 'corrupt' }, { kind: 'corrupt' }, { kind: 'corrupt' });
    const error = await errorOf(download());
    expect(error.code).toBe('file-corrupt');
    expect(server.asked).toHaveLength(3);
    expect(files.contents.get(file.sha256)!.length).toBe(0);
    expect(files.records.get(file.sha256)).toMatchObject({ complete: false });
  });
});

describe('patience', () => {
  it('waits twice as long each time, and ends', async () => {
    fail(...Array.from({ length: 9 }, () => ({ kind: 'status', status: 503 }) as const));
    const error = await errorOf(download());
    expect(error).toMatchObject({ code: 'network' });
    expect(error.message).toMatch(/answered 503/);
    expect(waits).toEqual([100, 200, 400, 800]);
  });

  it('waits as long as the server asks for', async () => {
    fail({ kind: 'status', status: 429, retryAfter: '7' });
    await download();
    expectWhole();
    expect(waits).toEqual([7000]);
  });

  it('does not wait for hours', async () => {
    fail({ kind: 'status', status: 503, retryAfter: '86400' });
    expect((await errorOf(download())).message).toMatch(/answered 503/);
    expect(waits).toEqual([]);
  });

  it('begins anew with every progress', async () => {
    fail(...Array.from({ length: 3 }, () => ({ kind: 'cut', afterBytes: 300_000 }) as const));
    await download();
    expectWhole();
    expect(new Set(waits)).toEqual(new Set([100]));
  });

  it('cuts a connection that brings nothing', async () => {
    fail({ kind: 'stall', afterBytes: 300_000 });
    await download({ stallMs: 1000 });
    expectWhole();
    expect(retries[0]!.error.message).toMatch(/broke off after \d+ of 5000000 bytes: nothing came/);
  });

  it.each([
    [404, 'file-missing'],
    [401, 'forbidden'],
    [403, 'forbidden'],
    [400, 'network'],
  ])('is not tried on %s', async (status, code) => {
    fail({ kind: 'status', status });
    expect((await errorOf(download())).code).toBe(code);
    expect(server.asked).toHaveLength(1);
  });
});

it('a full disk is said as such; what has come stays', async () => {
  files.roomBytes = 600_000;
  const error = await errorOf(download());
  expect(error.code).toBe('storage-full');
  expect(files.contents.get(file.sha256)!.length).toBeGreaterThan(0);
  files.roomBytes = Infinity;
  await download();
  expectWhole();
  expect(ranges()[1]).toMatch(/^bytes=[1-9]/);
});
