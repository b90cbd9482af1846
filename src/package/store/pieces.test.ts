import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpOrigin } from '../http-origin.ts';
import { PIECE_BYTES, type FileEntry } from '../manifest.ts';
import { openFaultServer, type Fault, type FaultServer } from '../testing/fault-server.ts';
import { memoryFiles, type MemoryFiles } from '../testing/memory-files.ts';
import { downloadFile } from './download.ts';
import { isHere } from './files.ts';
import type { Retry } from './retry.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const entryOf = (content: Buffer): FileEntry & { pieces: string[] } => ({
  path: 'weights.bin',
  sizeBytes: content.length,
  sha256: sha256(content),
  pieces: [0, 1, 2].map((i) =>
    sha256(content.subarray(i * PIECE_BYTES, i * PIECE_BYTES + PIECE_BYTES)),
  ),
});

/** Two pieces and a bit. */
const content = randomBytes(2 * PIECE_BYTES + 100_000);
const file = entryOf(content);

let server: FaultServer;
let files: MemoryFiles;
let retries: Retry[];

beforeEach(async () => {
  server = await openFaultServer(new Map([[file.path, content]]));
  files = memoryFiles();
  retries = [];
});
afterEach(() => server.close());

function download(entry: FileEntry = file, onBytes: (here: number) => void = () => undefined) {
  return downloadFile(entry, {
    origin: httpOrigin(server.url),
    files,
    stallMs: 30_000,
    retry: {
      tries: 5,
      wrongTries: 3,
      firstMs: 1,
      longestMs: 1,
      random: () => 1,
      wait: () => Promise.resolve(),
    },
    onBytes,
    onRetry: (retry) => retries.push(retry),
  });
}

const fail = (...faults: Fault[]) => server.faults.set(file.path, faults);
const ranges = () => server.asked.map(({ range }) => range ?? 'all');
const kept = () => Buffer.from(files.contents.get(file.sha256)!);

async function expectWhole(entry: FileEntry = file): Promise<void> {
  expect(kept().equals(content)).toBe(true);
  expect(isHere(await files.record(entry.sha256), entry)).toBe(true);
}

it('is fetched once; the bytes that are here are told up to the last one', async () => {
  const seen: number[] = [];
  await download(file, (here) => seen.push(here));
  await expectWhole();
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(content.length);
  await download();
  expect(ranges()).toEqual(['all']);
});

it('a wrong piece is named, and fetched again alone', async () => {
  fail({ kind: 'corrupt' });
  await download();
  await expectWhole();
  expect(retries.map(({ error }) => error.message)).toEqual([
    expect.stringMatching(
      /is corrupt: expected SHA-256 [0-9a-f]{64} of its bytes 4194304 to 8388607, received [0-9a-f]{64}\.$/,
    ),
  ]);
  expect(ranges()).toEqual(['all', 'bytes=4194304-8388607']);
});

it('pieces that are damaged on the disk are fetched again, and no others', async () => {
  await download();
  files.records.clear();
  files.contents.get(file.sha256)![5]! ^= 1;
  files.contents.get(file.sha256)![content.length - 1]! ^= 1;
  await download();
  await expectWhole();
  expect(ranges()).toEqual(['all', 'bytes=0-4194303', 'bytes=8388608-']);
  expect(retries).toEqual([]);
});

it('goes on from the byte reached', async () => {
  fail({ kind: 'cut', afterBytes: PIECE_BYTES + 300_000 });
  await download();
  await expectWhole();
  expect(ranges()).toEqual(['all', expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
});

it('whole pieces stay when the file has changed on the server', async () => {
  fail({ kind: 'cut', afterBytes: PIECE_BYTES + 300_000 }, { kind: 'new-etag' });
  await download();
  await expectWhole();
  expect(retries[1]!.error.message).toMatch(/it has changed on the server since/);
  expect(ranges().at(-1)).toBe('bytes=4194304-');
});

it('starts again where the server knows no ranges', async () => {
  fail({ kind: 'cut', afterBytes: PIECE_BYTES + 300_000 }, { kind: 'no-ranges' });
  await download();
  await expectWhole();
  expect(retries).toHaveLength(1);
});

it('gives up on a server that always sends a wrong piece', async () => {
  fail({ kind: 'corrupt' }, { kind: 'corrupt' }, { kind: 'corrupt' });
  await expect(download()).rejects.toMatchObject({ code: 'file-corrupt' });
  expect(files.records.get(file.sha256)).toMatchObject({ complete: false });
});

describe('a package that names its content by the hash of another file', () => {
  const forged = randomBytes(content.length);
  const claim = { ...entryOf(forged), sha256: file.sha256 };

  it.each([
    ['by pieces', file],
    ['as a whole', { path: file.path, sizeBytes: file.sizeBytes, sha256: file.sha256 }],
  ])('does not get it into one that verifies %s', async (_how, entry: FileEntry) => {
    server.files.set(file.path, forged);
    await download(claim);
    expect(isHere(await files.record(file.sha256), claim)).toBe(true);
    expect(isHere(await files.record(file.sha256), entry)).toBe(false);
    server.files.set(file.path, content);
    await download(entry);
    await expectWhole(entry);
  });
});
