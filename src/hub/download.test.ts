import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { DownloadOptions, HubFile } from './api.ts';
import { HubError } from './errors.ts';
import { COMMIT, FakeHub, REPOSITORY } from './testing/fake-hub.ts';
import { MemoryTarget } from './testing/memory-target.ts';
import { isIntact } from './verify.ts';

const WEIGHTS = 'prior/weights.safetensors';
const weights = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) >> 5);

let hub: FakeHub;
let target: MemoryTarget;
let retries: HubError[];
beforeEach(() => {
  hub = new FakeHub();
  hub.files.set(WEIGHTS, weights);
  hub.files.set('config.json', new TextEncoder().encode('{"c":16}'));
  target = new MemoryTarget();
  retries = [];
});

async function listed(path: string): Promise<HubFile> {
  const files = await hub.client().list(REPOSITORY, COMMIT);
  return files.find((file) => file.path === path)!;
}

async function download(path = WEIGHTS, options: DownloadOptions = {}): Promise<void> {
  await hub.client({ stallMs: 50 }).download(await listed(path), target, {
    onRetry: ({ error }) => retries.push(error),
    ...options,
  });
}

async function errorOf(promise: Promise<unknown>): Promise<HubError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (error instanceof HubError) return error;
  throw new Error('Expected a HubError', { cause: error });
}

function expectWhole(): void {
  expect(target.finished).toBe(true);
  expect(Buffer.from(target.bytes).equals(weights)).toBe(true);
}

/** An earlier run that ended after some bytes. */
async function interrupted(bytes: number): Promise<void> {
  const nothing = { cutAfter: 0 };
  hub.twist(WEIGHTS, { cutAfter: bytes }, nothing, nothing, nothing);
  await expect(download()).rejects.toThrow(/given up after 3 tries/);
  expect(target.bytes).toHaveLength(bytes);
  hub.asked.length = retries.length = 0;
}

it('brings a file of every kind, with its hash', async () => {
  await download();
  expectWhole();
  expect(target.contentId).toBe(`sha256:${createHash('sha256').update(weights).digest('hex')}`);
  target = new MemoryTarget();
  await download('config.json');
  expect(target.finished).toBe(true);
  expect(target.contentId).toMatch(/^git:[0-9a-f]{40}$/);
  hub.files.set('empty.txt', new Uint8Array());
  target = new MemoryTarget();
  await download('empty.txt');
  expect(target.finished).toBe(true);
  expect(hub.ranges('empty.txt')).toEqual([]);
});

it('tells what is here and what has come', async () => {
  hub.twist(WEIGHTS, { cutAfter: 40_000 });
  let here = 0;
  let received = 0;
  await download(WEIGHTS, {
    onBytes: (now, bytes) => {
      expect(now).toBeGreaterThanOrEqual(here);
      here = now;
      received += bytes;
    },
  });
  expect([here, received]).toEqual([100_000, 100_000]);
});

describe('goes on where it was cut off', () => {
  it('in the same run', async () => {
    hub.twist(WEIGHTS, { cutAfter: 30_000 }, { status: 502 }, { stallAfter: 10_000 });
    await download();
    expectWhole();
    expect(hub.ranges(WEIGHTS)).toEqual(['0', '30000', '30000', '40000'].map((n) => `bytes=${n}-`));
    expect(retries.map(({ message }) => message)).toEqual([
      expect.stringContaining('broke off after 30000 of 100000 bytes: network error'),
      expect.stringContaining('answered 502'),
      expect.stringContaining('broke off after 40000 of 100000 bytes: nothing came for 0.05 s'),
    ]);
  });

  it('in a later run', async () => {
    await interrupted(40_000);
    await download();
    expectWhole();
    expect(hub.ranges(WEIGHTS)).toEqual(['bytes=40000-']);
  });

  it.each([
    ['changes', (n: number) => `"${n}"`],
    ['turns weak', (n: number) => (n < 2 ? '"a"' : 'W/"a"')],
    ['is gone', (n: number) => (n < 2 ? '"a"' : null)],
  ])('where the ETag %s from one answer to the next', async (_name, etag) => {
    let answers = 0;
    hub.etag = () => etag(answers++);
    await interrupted(40_000);
    hub.twist(WEIGHTS, { cutAfter: 10_000 });
    await download();
    expectWhole();
    expect(hub.ranges(WEIGHTS)).toEqual(['bytes=40000-', 'bytes=50000-']);
  });

  it.each([['"an ETag of an earlier version"'], ['W/"1"'], [null]])(
    'where the note beside it says %s',
    async (note) => {
      await interrupted(40_000);
      target.contentId = note;
      await download();
      expectWhole();
      expect(hub.ranges(WEIGHTS)).toEqual(['bytes=40000-']);
    },
  );

  it('where a page may not see which part it gets', async () => {
    hub.showsContentRange = false;
    await interrupted(40_000);
    await download();
    expectWhole();
  });

  it('where all is here but its name', async () => {
    await interrupted(40_000);
    target.append(weights.slice(40_000));
    await download();
    expectWhole();
    expect(hub.ranges(WEIGHTS)).toEqual([]);
  });

  it('where the server knows no ranges: what is here is read past', async () => {
    await interrupted(40_000);
    hub.twist(WEIGHTS, { ignoresRange: true, cutAfter: 60_000 }, { ignoresRange: true });
    await download();
    expectWhole();
    expect(retries.map(({ kind }) => kind)).toEqual(['network']);
  });
});

it.each([
  ['nobody answers', { unreachable: true }],
  ['the signed address is refused', { status: 403, isElsewhere: true }],
])('asks for the whole file where %s to a range, twice', async (_name, refused) => {
  await interrupted(40_000);
  hub.twist(WEIGHTS, refused, refused);
  await download();
  expectWhole();
  expect(hub.ranges(WEIGHTS)).toEqual(['bytes=40000-', 'bytes=40000-', null]);
});

it('goes on asking for ranges where the server is busy', async () => {
  await interrupted(40_000);
  hub.twist(WEIGHTS, { status: 503 }, { status: 503 });
  await download();
  expectWhole();
  expect(hub.ranges(WEIGHTS)).toEqual(Array(3).fill('bytes=40000-'));
});

describe('begins anew', () => {
  it('where another file has come into its place', async () => {
    await interrupted(40_000);
    const changed = weights.map((byte, i) => (i === 7 ? byte ^ 1 : byte));
    hub.files.set(WEIGHTS, changed);
    await download();
    expect(hub.ranges(WEIGHTS)).toEqual(['bytes=0-']);
    expect(target.bytes).toEqual(changed);
  });

  it('where what an earlier run has left is wrong', async () => {
    await interrupted(40_000);
    target.bytes[7]! ^= 1;
    await download();
    expectWhole();
    expect(retries.map(({ kind }) => kind)).toEqual(['damaged']);
    expect(hub.ranges(WEIGHTS)).toEqual(['bytes=40000-', 'bytes=0-']);
  });

  it('where the server has no such byte', async () => {
    await interrupted(40_000);
    hub.twist(WEIGHTS, { status: 416 });
    await download();
    expectWhole();
    expect(retries[0]).toMatchObject({ kind: 'changed', status: 416 });
    expect(hub.ranges(WEIGHTS)).toEqual(['bytes=40000-', 'bytes=0-']);
  });

  it('where other bytes come, or another length', async () => {
    await interrupted(40_000);
    hub.twist(WEIGHTS, { startsAt: 50_000 });
    await download();
    expectWhole();
    target = new MemoryTarget();
    hub.twist(WEIGHTS, { headers: { 'content-range': 'bytes 0-99999/100007' } });
    await download();
    expectWhole();
    expect(retries.map(({ kind }) => kind)).toEqual(['changed', 'changed']);
    expect(retries[1]!.message).toContain('is longer than the 100000 bytes that the Hub lists');
  });

  it('where what is here is too long', async () => {
    target.bytes = new Uint8Array(100_001);
    await download();
    expectWhole();
  });
});

it('a compressed answer has its own length, and that says nothing', async () => {
  hub.twist(WEIGHTS, { ignoresRange: true, headers: { 'content-length': '4711' } });
  await download();
  expectWhole();
  expect(retries).toEqual([]);
});

it('a page with status 200 is not a file; what is here stays', async () => {
  await interrupted(40_000);
  const page = { body: '<title>Sign in</title>', headers: { 'content-type': 'text/html' } };
  hub.twist(WEIGHTS, page, page, page);
  const error = await errorOf(download());
  expect(error.kind).toBe('not-a-file');
  expect(error.message).toContain('received a web page (text/html)');
  expect(target.bytes).toHaveLength(40_000);
});

it('never gives up while anything comes', async () => {
  const cuts = Array.from({ length: 99 }, () => ({ cutAfter: 1000 }));
  hub.twist(WEIGHTS, ...cuts);
  await download();
  expectWhole();
  expect(retries).toHaveLength(99);
  // Less and less often: these are no good connections.
  expect(hub.waits.slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
  expect(Math.max(...hub.waits)).toBe(30_000);
});

it('gives up where nothing comes, and the next try goes on', async () => {
  hub.twist(
    WEIGHTS,
    { cutAfter: 1000 },
    ...Array.from({ length: 3 }, () => ({ unreachable: true })),
  );
  const error = await errorOf(download());
  expect(error).toMatchObject({ kind: 'network', path: WEIGHTS, again: { how: 'later' } });
  expect(error.message).toMatch(/hub\.test could not be reached: .*given up after 3 tries/);
  await download();
  expectWhole();
});

it('waits as long as the server asks for', async () => {
  hub.twist(WEIGHTS, { status: 429, headers: { 'retry-after': '11' } });
  await download();
  expectWhole();
  expect(hub.waits).toEqual([11_000]);
});

it('refuses what arrives damaged twice, and keeps nothing of it', async () => {
  const wrong = { body: weights.map((byte) => byte ^ 1) };
  hub.twist(WEIGHTS, wrong, wrong);
  const error = await errorOf(download());
  expect(error.kind).toBe('damaged');
  expect(error.message).toMatch(
    /arrived damaged 2 times: expected sha256:\w+, received sha256:\w+/,
  );
  expect(target).toMatchObject({ finished: false, bytes: new Uint8Array() });
  expect(hub.ranges(WEIGHTS)).toHaveLength(2);
});

it('stops when it is told to; what has come stays', async () => {
  const stop = new AbortController();
  const onBytes = (here: number) => {
    if (here >= 30_000) stop.abort();
  };
  const stopped = download(WEIGHTS, { signal: stop.signal, onBytes });
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  expect(target.bytes).toHaveLength(30_000);
  hub.asked.length = 0;
  await download();
  expectWhole();
  expect(hub.ranges(WEIGHTS)).toEqual(['bytes=30000-']);
});

it('stops while it waits for the next try', async () => {
  const stop = new AbortController();
  hub.twist(WEIGHTS, { status: 503 });
  const onRetry = () => stop.abort();
  await expect(download(WEIGHTS, { signal: stop.signal, onRetry })).rejects.toMatchObject({
    name: 'AbortError',
  });
});

it('ends at once where there is no room; what has come stays', async () => {
  target.roomBytes = 30_000;
  expect(await errorOf(download())).toMatchObject({ kind: 'no-room' });
  expect(hub.ranges(WEIGHTS)).toHaveLength(1);
  target.roomBytes = Infinity;
  await download();
  expectWhole();
  expect(hub.ranges(WEIGHTS).at(-1)).toBe('bytes=30000-');
});

describe('of a file without a hash the ETag decides', () => {
  beforeEach(() => hub.unhashed.add(WEIGHTS));

  it('and goes on where it is the same', async () => {
    hub.etag = () => '"same"';
    await interrupted(40_000);
    await download();
    expectWhole();
    expect(hub.ranges(WEIGHTS)).toEqual(['bytes=40000-']);
  });

  it.each([['"b"'], ['W/"a"'], [null]])('and begins anew where it has become %s', async (next) => {
    hub.etag = () => '"a"';
    await interrupted(40_000);
    hub.etag = () => next;
    await download();
    expectWhole();
    expect(hub.ranges(WEIGHTS)).toEqual(['bytes=40000-', 'bytes=0-']);
  });

  it('also where the server sends all of it', async () => {
    hub.etag = () => '"a"';
    await interrupted(40_000);
    hub.etag = () => '"b"';
    hub.twist(WEIGHTS, { ignoresRange: true });
    await download();
    expectWhole();
    expect(hub.ranges(WEIGHTS)).toEqual(['bytes=40000-']);
  });
});

it('whether a file is intact is for its length and its hash to say', async () => {
  const file = await listed(WEIGHTS);
  const content = (bytes: Uint8Array) => ({
    sizeBytes: bytes.length,
    read: (from: number, to: number) => bytes.subarray(from, to),
  });
  expect(await isIntact(file, content(weights))).toBe(true);
  expect(await isIntact(file, content(weights.slice(1)))).toBe(false);
  const wrong = weights.map((byte, i) => (i === 99_999 ? byte ^ 1 : byte));
  expect(await isIntact(file, content(wrong))).toBe(false);
  expect(await isIntact({ ...file, sha256: null }, content(wrong))).toBe(true);
});
