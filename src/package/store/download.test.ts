import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Retry } from '../../hub/retry.ts';
import { httpOrigin } from '../http-origin.ts';
import type { FileEntry } from '../manifest.ts';
import { PackageError } from '../source.ts';
import { openFaultServer, type Fault, type FaultServer } from '../testing/fault-server.ts';
import { memoryFiles, type MemoryFiles } from '../testing/memory-files.ts';
import { pageFetch } from '../testing/page-fetch.ts';
import { downloadFile, type DownloadOptions } from './download.ts';

/** Without hashes of its pieces, as in older packages; see `pieces.test.ts` for the others. */
const content = randomBytes(5_000_000);
const file: FileEntry = {
  path: 'weights.bin',
  sizeBytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
};

let server: FaultServer;
let files: MemoryFiles;
let retries: Retry<PackageError>[];
let waits: number[];

beforeEach(async () => {
  server = await openFaultServer(new Map([[file.path, content]]));
  files = memoryFiles();
  retries = [];
  waits = [];
});
afterEach(() => server.close());

/** The page is on the server's own site, or else on another one and sees what browsers show it. */
function download(changes: Partial<DownloadOptions> & { isOwn?: boolean } = {}): Promise<void> {
  const { isOwn = false, ...options } = changes;
  const from = isOwn ? { pageOrigin: new URL(server.url).origin } : { fetch: pageFetch };
  return downloadFile(file, {
    origin: httpOrigin(server.url, from),
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

  it('asks with no header that needs permission', async () => {
    fail({ kind: 'cut', afterBytes: 300_000 });
    await download();
    expect(server.asked[1]).toMatchObject({ ifRange: undefined });
    expect(server.asked[1]!.range).toMatch(/^bytes=[1-9]/);
  });

  it.each([
    ['own site, strong', true, ''],
    ['other site, strong', false, ''],
    ['own site, weak', true, 'W/'],
    ['other site, weak', false, 'W/'],
  ])('goes on where the same bytes have a new ETag each time: %s', async (_name, isOwn, weak) => {
    let answers = 0;
    server.etagOf = () => `${weak}"${answers++}"`;
    fail(...Array.from({ length: 4 }, () => ({ kind: 'cut', afterBytes: 1_000_000 }) as const));
    await download({ isOwn });
    expectWhole();
    expect(retries.map(({ error }) => error.code)).toEqual(Array(4).fill('network'));
    expect(ranges().filter((range) => range === 'all')).toHaveLength(1);
  });

  it('begins anew only once the hash says that both halves do not belong together', async () => {
    server.files.set(file.path, Buffer.from(content).fill(0, 0, 10));
    fail({ kind: 'cut', afterBytes: 300_000 });
    await download({
      onRetry: (retry) => {
        retries.push(retry);
        server.files.set(file.path, content);
      },
    });
    expectWhole();
    expect(retries.map(({ error }) => error.code)).toEqual(['network', 'file-corrupt']);
    expect(ranges()).toEqual(['all', expect.stringMatching(/^bytes=[1-9]/), 'all']);
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
      /a redirect led to a different type of content on localhost:\d+ \(application\/json\)/,
    ],
  ])('%s', async (_name, fault, message) => {
    fail(fault);
    await download({ isOwn: true });
    expectWhole();
    expect(retries.map(({ error }) => error.message)).toEqual([expect.stringMatching(message)]);
    expect(ranges()).toEqual(['all', 'all']);
  });

  it('another site’s length is not believed: what comes is counted', async () => {
    const shorter = content.subarray(0, -7);
    server.files.set(file.path, shorter);
    const error = await errorOf(download());
    expect(error.message).toMatch(/the server has no byte 4999993 of it \(416\)/);
    expect(retries.map((retry) => retry.error.code)).toContain('network');
    server.files.set(file.path, Buffer.concat([content, Buffer.alloc(7)]));
    await download();
    expectWhole();
  });

  it('three times, and then it is an error; nothing of it counts as complete', async () => {
    fail({ kind: 'corrupt' }, { kind: 'corrupt' }, { kind: 'corrupt' });
    const error = await errorOf(download());
    expect(error.code).toBe('file-corrupt');
    expect(server.asked).toHaveLength(3);
    expect(files.contents.get(file.sha256)!.length).toBe(0);
    expect(files.records.has(file.sha256)).toBe(false);
  });
});

describe('compressed answers', () => {
  /** A CDN that shows no more than that pages may read it. */
  beforeEach(() => (server.headers = () => ({ 'Access-Control-Allow-Origin': '*' })));

  it.each([
    ['own site', true],
    ['other site', false],
  ])('are what they become: %s', async (_name, isOwn) => {
    fail({ kind: 'gzip' });
    await download({ isOwn });
    expectWhole();
    expect(retries).toEqual([]);
    expect(server.asked).toHaveLength(1);
  });

  it('begin anew after a cut, as they know no ranges', async () => {
    fail({ kind: 'gzip', cutAfterBytes: 2_000_000 }, { kind: 'gzip' });
    await download();
    expectWhole();
    expect(retries.map(({ error }) => error.code)).toEqual(['network']);
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
    // Other sites hide the header unless they expose it.
    await download({ isOwn: true });
    expectWhole();
    expect(waits).toEqual([7000]);
  });

  it('does not wait for hours', async () => {
    fail({ kind: 'status', status: 503, retryAfter: '86400' });
    expect((await errorOf(download({ isOwn: true }))).message).toMatch(/answered 503/);
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
