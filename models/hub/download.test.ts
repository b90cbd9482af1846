import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HubFile } from '../../src/hub/api.ts';
import { PATIENT } from '../../src/hub/retry.ts';
import { bytesHere, download } from './download.ts';
import { commandLineHub } from './hub.ts';
import { startFakeHub, type FakeHub } from './testing/fake-hub.ts';

/** Half a file of an earlier run, on the disk and with real requests. */

const NAME = 'acme/model';
const PATH = 'weights.safetensors';
const content = Buffer.from(Uint8Array.from({ length: 50_000 }, (_, i) => (i * 7919) >> 5));

let fake: FakeHub;
let folder: string;
beforeEach(async () => {
  fake = await startFakeHub();
  fake.repositories.set(NAME, { files: new Map([[PATH, content]]), lfs: () => true });
  folder = mkdtempSync(join(tmpdir(), 'download-'));
});
afterEach(async () => {
  await fake.close();
  rmSync(folder, { recursive: true, force: true });
});

const target = () => join(folder, 'new', PATH);

/** @param note beside the part; null for none */
function leaveBehind(bytes: Buffer, note: string | null): void {
  mkdirSync(join(folder, 'new'));
  writeFileSync(`${target()}.part`, bytes);
  if (note !== null) writeFileSync(`${target()}.part.etag`, note);
}

async function run(): Promise<{ file: HubFile; here: number[] }> {
  const hub = commandLineHub({ endpoint: fake.url, retry: { ...PATIENT, tries: 1 } });
  const commit = await hub.resolveCommit(NAME, 'main');
  const [file] = await hub.list(NAME, commit);
  const here: number[] = [];
  await download(
    { file: file!, target: target() },
    { hub, onBytes: (bytes) => void here.push(bytes) },
  );
  expect(readFileSync(target()).equals(content)).toBe(true);
  expect(readdirSync(join(folder, 'new'))).toEqual([PATH]);
  return { file: file!, here };
}

const ranges = () => fake.requests.map(({ range }) => range);

it.each([
  ['an ETag that the mirror no longer gives', '"of-one-server"'],
  ['a weak ETag', 'W/"of-one-server"'],
  ['nothing', null],
])('is gone on with where the note beside it says %s', async (_name, note) => {
  fake.etags.set(PATH, 'W/"of-another-server"');
  leaveBehind(content.subarray(0, 20_000), note);
  const { here } = await run();
  expect(ranges()).toEqual(['bytes=20000-']);
  expect(here[0]).toBe(20_000);
});

it('is thrown away where it is half of something else', async () => {
  leaveBehind(content.subarray(0, 20_000), `sha256:${'0'.repeat(64)}`);
  await run();
  expect(ranges()).toEqual(['bytes=0-']);
});

it('needs no request where all of it is here', async () => {
  leaveBehind(content, null);
  const { file } = await run();
  await run();
  expect(ranges()).toEqual([]);
  expect(await bytesHere({ file, target: target() })).toBe(content.length);
});
