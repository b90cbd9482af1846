import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import type * as files from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { exportPackage, type ExportOptions } from './export.ts';

/** Bytes that the disk still takes. */
const disk = { room: Infinity };

vi.mock('node:fs/promises', async (importOriginal) => {
  const actual = await importOriginal<typeof files>();
  const open: typeof actual.open = async (...args) => {
    const file = await actual.open(...args);
    const write = file.write.bind(file) as (...args: unknown[]) => Promise<unknown>;
    const limited = (bytes: Uint8Array, offset: number, length: number) => {
      disk.room -= length;
      if (disk.room >= 0) return write(bytes, offset, length);
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    return Object.assign(file, { write: limited as files.FileHandle['write'] });
  };
  return { ...actual, open };
});

let folder: string;
let out: string;
let lines: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'resume-'));
  cpSync('models/reference/checkpoint', folder, { recursive: true });
  out = join(folder, 'package');
  lines = [];
  disk.room = Infinity;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (options: Partial<ExportOptions> = {}) =>
  exportPackage({
    prior: join(folder, 'prior'),
    decoder: join(folder, 'decoder'),
    out,
    precision: 'f16',
    onLine: (line) => lines.push(line),
    ...options,
  });

const partial = () => `${out}.partial`;
const shards = () => readdirSync(partial()).filter((name) => name.endsWith('.bin'));

/** A run that the disk's end cuts off in the middle of a shard. */
async function cutOff(): Promise<void> {
  disk.room = 1_200_000;
  await expect(run()).rejects.toThrow(/unfinished could not be written: the disk is full/);
  disk.room = Infinity;
  expect(shards().length).toBeGreaterThan(1);
}

it('a full disk leaves no half package, and the next run goes on from there', async () => {
  const whole = await run();
  const manifest = readFileSync(join(out, 'manifest.json'), 'utf8');
  await cutOff();
  expect(readFileSync(join(out, 'manifest.json'), 'utf8')).toBe(manifest);
  expect(existsSync(join(partial(), 'manifest.json'))).toBe(false);
  expect(readdirSync(partial()).filter((name) => name.includes('unfinished'))).toEqual([]);

  const finished = shards().length;
  const written: number[] = [];
  expect(await run({ onProgress: ({ doneBytes }) => written.push(doneBytes) })).toEqual(whole);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(new RegExp(`^${finished} shards \\(.*\\) of an earlier run`));
  expect(written[0]).toBeGreaterThan(500_000);
  expect(existsSync(partial())).toBe(false);
});

it('what a killed run left behind is no part of the package', async () => {
  const whole = await run();
  await cutOff();
  appendFileSync(join(partial(), 'journal.jsonl'), '{"network":"prior-st');
  writeFileSync(join(partial(), 'prior-step.3.unfinished'), 'half a shard');
  expect(await run()).toEqual(whole);
  expect(readdirSync(out).filter((name) => /unfinished|journal|lock/.test(name))).toEqual([]);
});

it('a shard that is no longer whole is written again', async () => {
  await cutOff();
  const [first] = shards();
  const path = join(partial(), first!);
  const bytes = readFileSync(path);
  bytes[1000]! ^= 1;
  writeFileSync(path, bytes);
  const kept = shards().length - 1;
  await run();
  expect(lines[0]).toMatch(new RegExp(`^${kept} shards`));
});

it('a checkpoint that has changed is exported anew', async () => {
  await cutOff();
  utimesSync(join(folder, 'prior/prior/diffusion_pytorch_model.safetensors'), 1, 1);
  await run();
  expect(lines).toEqual([]);
});

it('two runs do not write to one place', async () => {
  mkdirSync(partial());
  // The first process of all is always there.
  writeFileSync(join(partial(), 'lock'), '1');
  await expect(run()).rejects.toThrow('process 1 is writing there now');
});

it('worker threads write the same package', async () => {
  const whole = await run({ threads: 0 });
  const seen: number[] = [];
  let total = 0;
  const onProgress: ExportOptions['onProgress'] = ({ doneBytes, totalBytes, tensor }) => {
    seen.push(doneBytes);
    total = totalBytes;
    expect(tensor).not.toBe('');
  };
  expect(await run({ threads: 2, onProgress })).toEqual(whole);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.at(-1)).toBe(total);
});
