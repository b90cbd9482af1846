import { beforeEach, describe, expect, it } from 'vitest';
import { DownloadBench, WEIGHTS, weights } from './testing/download-bench.ts';
import { MemoryTarget } from './testing/memory-target.ts';

let bench: DownloadBench;
beforeEach(() => (bench = new DownloadBench()));

describe('goes on where it was cut off', () => {
  it('in the same run', async () => {
    bench.hub.twist(WEIGHTS, { cutAfter: 30_000 }, { status: 502 }, { stallAfter: 10_000 });
    await bench.download();
    bench.expectWhole();
    expect(bench.ranges()).toEqual(['0', '30000', '30000', '40000'].map((n) => `bytes=${n}-`));
    expect(bench.retries.map(({ message }) => message)).toEqual([
      expect.stringContaining('broke off after 30000 of 100000 bytes: network error'),
      expect.stringContaining('answered 502'),
      expect.stringContaining('broke off after 40000 of 100000 bytes: nothing came for 0.05 s'),
    ]);
  });

  it('in a later run, once that is hashed', async () => {
    await bench.interrupted(40_000);
    const checked: number[] = [];
    await bench.download(WEIGHTS, { onCheck: (bytes) => checked.push(bytes) });
    bench.expectWhole();
    expect(checked).toEqual([40_000]);
    expect(bench.ranges()).toEqual(['bytes=40000-']);
  });

  it.each([
    ['changes', (n: number) => `"${n}"`],
    ['turns weak', (n: number) => (n < 2 ? '"a"' : 'W/"a"')],
    ['is gone', (n: number) => (n < 2 ? '"a"' : null)],
  ])('where the ETag %s from one answer to the next', async (_name, etag) => {
    let answers = 0;
    bench.hub.etag = () => etag(answers++);
    await bench.interrupted(40_000);
    bench.hub.twist(WEIGHTS, { cutAfter: 10_000 });
    await bench.download();
    bench.expectWhole();
    expect(bench.ranges()).toEqual(['bytes=40000-', 'bytes=50000-']);
  });

  it.each([['"an ETag of an earlier version"'], ['W/"1"'], [null]])(
    'where the note beside it says %s',
    async (note) => {
      await bench.interrupted(40_000);
      bench.target.contentId = note;
      await bench.download();
      bench.expectWhole();
      expect(bench.ranges()).toEqual(['bytes=40000-']);
    },
  );

  it('where a page may not see which part it gets', async () => {
    bench.hub.showsContentRange = false;
    await bench.interrupted(40_000);
    await bench.download();
    bench.expectWhole();
  });

  it('where all is here but its name', async () => {
    await bench.interrupted(40_000);
    bench.target.append(weights.slice(40_000));
    await bench.download();
    bench.expectWhole();
    expect(bench.ranges()).toEqual([]);
  });

  it('where the server knows no ranges: what is here is read past', async () => {
    await bench.interrupted(40_000);
    bench.hub.twist(WEIGHTS, { ignoresRange: true, cutAfter: 60_000 }, { ignoresRange: true });
    await bench.download();
    bench.expectWhole();
    expect(bench.retries.map(({ kind }) => kind)).toEqual(['network']);
  });
});

it.each([
  ['nobody answers', { unreachable: true }],
  ['the signed address is refused', { status: 403, isElsewhere: true }],
])('asks for the whole file where %s to a range, twice', async (_name, refused) => {
  await bench.interrupted(40_000);
  bench.hub.twist(WEIGHTS, refused, refused);
  await bench.download();
  bench.expectWhole();
  expect(bench.ranges()).toEqual(['bytes=40000-', 'bytes=40000-', null]);
});

it('goes on asking for ranges where the server is busy', async () => {
  await bench.interrupted(40_000);
  bench.hub.twist(WEIGHTS, { status: 503 }, { status: 503 });
  await bench.download();
  bench.expectWhole();
  expect(bench.ranges()).toEqual(Array(3).fill('bytes=40000-'));
});

describe('begins anew', () => {
  it('where another file has come into its place', async () => {
    await bench.interrupted(40_000);
    const changed = weights.map((byte, i) => (i === 7 ? byte ^ 1 : byte));
    bench.hub.files.set(WEIGHTS, changed);
    await bench.download();
    expect(bench.ranges()).toEqual(['bytes=0-']);
    expect(bench.target.bytes).toEqual(changed);
  });

  it('where what an earlier run has left is wrong', async () => {
    await bench.interrupted(40_000);
    bench.target.bytes[7]! ^= 1;
    await bench.download();
    bench.expectWhole();
    expect(bench.retries.map(({ kind }) => kind)).toEqual(['damaged']);
    expect(bench.ranges()).toEqual(['bytes=40000-', 'bytes=0-']);
  });

  it('where the server has no such byte', async () => {
    await bench.interrupted(40_000);
    bench.hub.twist(WEIGHTS, { status: 416 });
    await bench.download();
    bench.expectWhole();
    expect(bench.retries[0]).toMatchObject({ kind: 'changed', status: 416 });
    expect(bench.ranges()).toEqual(['bytes=40000-', 'bytes=0-']);
  });

  it('where other bytes come, or another length', async () => {
    await bench.interrupted(40_000);
    bench.hub.twist(WEIGHTS, { startsAt: 50_000 });
    await bench.download();
    bench.expectWhole();
    bench.target = new MemoryTarget();
    bench.hub.twist(WEIGHTS, { headers: { 'content-range': 'bytes 0-99999/100007' } });
    await bench.download();
    bench.expectWhole();
    expect(bench.retries.map(({ kind }) => kind)).toEqual(['changed', 'changed']);
    expect(bench.retries[1]!.message).toContain(
      'is longer than the 100000 bytes that the Hub lists',
    );
  });

  it('where what is here is too long', async () => {
    bench.target.bytes = new Uint8Array(100_001);
    await bench.download();
    bench.expectWhole();
    expect(bench.retries).toEqual([]);
  });
});

describe('of a file without a hash the ETag decides', () => {
  beforeEach(() => bench.hub.unhashed.add(WEIGHTS));

  it('and goes on where it is the same', async () => {
    bench.hub.etag = () => '"same"';
    await bench.interrupted(40_000);
    await bench.download();
    bench.expectWhole();
    expect(bench.ranges()).toEqual(['bytes=40000-']);
  });

  it('and a weak one says nothing', async () => {
    bench.hub.etag = () => 'W/"same"';
    bench.hub.twist(WEIGHTS, { cutAfter: 40_000 });
    await bench.download();
    bench.expectWhole();
    expect(bench.ranges()).toEqual(['bytes=0-', 'bytes=40000-', 'bytes=0-']);
  });

  it.each([['"b"'], ['W/"a"'], [null]])('and begins anew where it has become %s', async (next) => {
    bench.hub.etag = () => '"a"';
    await bench.interrupted(40_000);
    bench.hub.etag = () => next;
    await bench.download();
    bench.expectWhole();
    expect(bench.ranges()).toEqual(['bytes=40000-', 'bytes=0-']);
  });

  it('also where the server sends all of it', async () => {
    bench.hub.etag = () => '"a"';
    await bench.interrupted(40_000);
    bench.hub.etag = () => '"b"';
    bench.hub.twist(WEIGHTS, { ignoresRange: true });
    await bench.download();
    bench.expectWhole();
    expect(bench.ranges()).toEqual(['bytes=40000-']);
  });
});
