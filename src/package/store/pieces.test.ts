import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Retry } from '../../hub/retry.ts';
import { httpOrigin } from '../http-origin.ts';
import { PIECE_BYTES, type FileEntry } from '../manifest.ts';
import type { PackageError } from '../source.ts';
import { openFaultServer, type Fault, type FaultServer } from '../testing/fault-server.ts';
import { memoryFiles, type MemoryFiles } from '../testing/memory-files.ts';
import { downloadFile } from './download.ts';
import { isHere } from './files.ts';

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
let retries: Retry<PackageError>[];

beforeEach(async () => {
  server = await openFaultServer(new Map([[file.path, content]]));
  files = memoryFiles();
  retries = [];
});
afterEach(() => server.close());

function download(
  entry: FileEntry = file,
  onBytes: (here: number) => void = () => undefined,
  onWait: () => void = () => undefined,
) {
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
      wait: () => Promise.resolve(onWait()),
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

it('a server that names the same bytes anew each time is gone on with', async () => {
  let answers = 0;
  server.etagOf = () => `"${answers++}"`;
  fail(...Array.from({ length: 4 }, () => ({ kind: 'cut', afterBytes: 1_500_000 }) as const));
  await download();
  await expectWhole();
  expect(retries.map(({ error }) => error.code)).toEqual(Array(4).fill('network'));
  expect(ranges().filter((range) => range === 'all')).toHaveLength(1);
});

it('whole pieces stay when the file was another one on the server before', async () => {
  const before = Buffer.from(content);
  before.writeUInt8(before.readUInt8(PIECE_BYTES) ^ 1, PIECE_BYTES);
  server.files.set(file.path, before);
  fail({ kind: 'cut', afterBytes: PIECE_BYTES + 300_000 });
  await download(
    file,
    () => undefined,
    () => server.files.set(file.path, content),
  );
  await expectWhole();
  expect(retries.map(({ error }) => error.code)).toEqual(['network', 'file-corrupt']);
  expect(ranges().at(-1)).toBe('bytes=4194304-8388607');
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
  expect(files.records.has(file.sha256)).toBe(false);
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

  it('does not cost another model the file of that hash', async () => {
    await download();
    const before = server.asked.length;
    server.files.set(file.path, forged);
    // Only pieces have vouched for what is here; the whole content does when it comes to that.
    await download(claim);
    expect(server.asked).toHaveLength(before);
    await expectWhole();
    expect(isHere(await files.record(file.sha256), claim)).toBe(true);
  });

  it.each([1000, content.length - 1, content.length + 1])(
    'nor does one that says it has another length: %i',
    async (sizeBytes) => {
      await download();
      const lie = { path: 'other.bin', sizeBytes, sha256: file.sha256 };
      server.files.set(lie.path, Buffer.alloc(sizeBytes));
      files.log = [];
      await expect(download(lie)).rejects.toMatchObject({
        code: 'bad-manifest',
        message: `other.bin: the manifest says that SHA-256 ${file.sha256} has ${sizeBytes} bytes, and the file of that hash on this device has ${content.length}: the manifest is wrong.`,
      });
      expect(files.log).not.toContain('write');
      expect(files.log).not.toContain('mark partial');
      await expectWhole();
      expect(server.asked.map(({ path }) => path)).not.toContain(lie.path);
    },
  );

  it('is found out, where its own pieces have vouched for another length', async () => {
    const short = { path: 'short.bin', sizeBytes: 1000, sha256: file.sha256 };
    const pieces = [
      sha256(content.subarray(0, PIECE_BYTES)),
      sha256(content.subarray(PIECE_BYTES, PIECE_BYTES + 1000)),
    ];
    const lie = { ...short, sizeBytes: PIECE_BYTES + 1000, pieces };
    server.files.set(lie.path, content.subarray(0, lie.sizeBytes));
    await download(lie);
    await download();
    await expectWhole();
  });
});
