import { createHash } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { HubError } from './errors.ts';
import { DownloadBench, WEIGHTS, weights } from './testing/download-bench.ts';
import { MemoryTarget } from './testing/memory-target.ts';
import { isIntact } from './verify.ts';

let bench: DownloadBench;
beforeEach(() => (bench = new DownloadBench()));

async function errorOf(promise: Promise<unknown>): Promise<HubError> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (error instanceof HubError) return error;
  throw new Error('Expected a HubError', { cause: error });
}

it('brings a file of every kind, with its hash', async () => {
  await bench.download();
  bench.expectWhole();
  expect(bench.target.contentId).toBe(
    `sha256:${createHash('sha256').update(weights).digest('hex')}`,
  );
  bench.target = new MemoryTarget();
  await bench.download('config.json');
  expect(bench.target.finished).toBe(true);
  expect(bench.target.contentId).toMatch(/^git:[0-9a-f]{40}$/);
  bench.hub.files.set('empty.txt', new Uint8Array());
  bench.target = new MemoryTarget();
  await bench.download('empty.txt');
  expect(bench.target.finished).toBe(true);
  expect(bench.hub.ranges('empty.txt')).toEqual([]);
});

it('tells what is here and what has come', async () => {
  bench.hub.twist(WEIGHTS, { cutAfter: 40_000 });
  let here = 0;
  let received = 0;
  await bench.download(WEIGHTS, {
    onBytes: (now, bytes) => {
      expect(now).toBeGreaterThanOrEqual(here);
      here = now;
      received += bytes;
    },
  });
  expect([here, received]).toEqual([100_000, 100_000]);
});

it('a compressed answer has its own length, and that says nothing', async () => {
  bench.hub.twist(WEIGHTS, { ignoresRange: true, headers: { 'content-length': '4711' } });
  await bench.download();
  bench.expectWhole();
  expect(bench.retries).toEqual([]);
});

it('a page with status 200 is not a file; what is here stays', async () => {
  await bench.interrupted(40_000);
  const page = { body: '<title>Sign in</title>', headers: { 'content-type': 'text/html' } };
  bench.hub.twist(WEIGHTS, page, page, page);
  const error = await errorOf(bench.download());
  expect(error.kind).toBe('not-a-file');
  expect(error.message).toContain('received a web page (text/html)');
  expect(bench.target.bytes).toHaveLength(40_000);
});

it('never gives up while anything comes', async () => {
  const cuts = Array.from({ length: 99 }, () => ({ cutAfter: 1000 }));
  bench.hub.twist(WEIGHTS, ...cuts);
  await bench.download();
  bench.expectWhole();
  expect(bench.retries).toHaveLength(99);
  // Less and less often: these are no good connections.
  expect(bench.hub.waits.slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
  expect(Math.max(...bench.hub.waits)).toBe(30_000);
});

it('gives up where nothing comes, and the next try goes on', async () => {
  bench.hub.twist(
    WEIGHTS,
    { cutAfter: 1000 },
    ...Array.from({ length: 3 }, () => ({ unreachable: true })),
  );
  const error = await errorOf(bench.download());
  expect(error).toMatchObject({ kind: 'network', path: WEIGHTS, again: { how: 'later' } });
  expect(error.message).toMatch(/hub\.test could not be reached: .*given up after 3 tries/);
  await bench.download();
  bench.expectWhole();
});

it('waits as long as the server asks for', async () => {
  bench.hub.twist(WEIGHTS, { status: 429, headers: { 'retry-after': '11' } });
  await bench.download();
  bench.expectWhole();
  expect(bench.hub.waits).toEqual([11_000]);
});

it('refuses what arrives damaged twice, and keeps nothing of it', async () => {
  const wrong = { body: weights.map((byte) => byte ^ 1) };
  bench.hub.twist(WEIGHTS, wrong, wrong);
  const error = await errorOf(bench.download());
  expect(error.kind).toBe('damaged');
  expect(error.message).toMatch(
    /arrived damaged 2 times: expected sha256:\w+, received sha256:\w+/,
  );
  expect(bench.target).toMatchObject({ finished: false, bytes: new Uint8Array() });
  expect(bench.ranges()).toHaveLength(2);
});

it('stops when it is told to; what has come stays', async () => {
  const stop = new AbortController();
  const onBytes = (here: number) => {
    if (here >= 30_000) stop.abort();
  };
  const stopped = bench.download(WEIGHTS, { signal: stop.signal, onBytes });
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  expect(bench.target.bytes).toHaveLength(30_000);
  bench.hub.asked.length = 0;
  await bench.download();
  bench.expectWhole();
  expect(bench.ranges()).toEqual(['bytes=30000-']);
});

it('stops while it waits for the next try', async () => {
  const stop = new AbortController();
  bench.hub.twist(WEIGHTS, { status: 503 });
  const onRetry = () => stop.abort();
  await expect(bench.download(WEIGHTS, { signal: stop.signal, onRetry })).rejects.toMatchObject({
    name: 'AbortError',
  });
});

it('ends at once where there is no room; what has come stays', async () => {
  bench.target.roomBytes = 30_000;
  expect(await errorOf(bench.download())).toMatchObject({ kind: 'no-room' });
  expect(bench.ranges()).toHaveLength(1);
  bench.target.roomBytes = Infinity;
  await bench.download();
  bench.expectWhole();
  expect(bench.ranges().at(-1)).toBe('bytes=30000-');
});

it('whether a file is intact is for its length and its hash to say', async () => {
  const file = await bench.listed(WEIGHTS);
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
