import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  asked,
  hub,
  PRIOR,
  published,
  pullFromFakeHub,
  pullPrior,
  to,
  weights,
  WEIGHTS,
} from './testing/pulling.ts';

pullFromFakeHub();

describe('a pull that is disturbed', () => {
  it('leaves alone what is here and whole, and replaces what is not', async () => {
    await pullPrior();
    hub.requests.length = 0;
    const damaged = Buffer.from(published());
    damaged[1000]! ^= 1;
    writeFileSync(weights(), damaged);
    await pullPrior();
    expect(hub.requests.map(({ path }) => path).filter((path) => path !== WEIGHTS)).toEqual([]);
    expect(readFileSync(weights()).equals(published())).toBe(true);
  });

  it('goes on where the connection was cut', async () => {
    hub.faults.push({ path: WEIGHTS, cutAfter: 30_000, times: 2 });
    await pullPrior();
    const ranges = asked(WEIGHTS).map(({ range }) => Number(/\d+/.exec(range!)![0]));
    expect(ranges).toEqual([0, 30_000, 60_000]);
    expect(readFileSync(weights()).equals(published())).toBe(true);
    expect(readdirSync(join(weights(), '..')).sort()).toEqual([
      'config.json',
      'diffusion_pytorch_model.safetensors',
    ]);
  });

  it('goes on in a later run where an earlier one gave up', async () => {
    hub.faults.push({ path: WEIGHTS, cutAfter: 30_000, times: 3 });
    // As long as anything comes it does not give up.
    hub.faults.push({ path: WEIGHTS, cutAfter: 0, times: 3 });
    await expect(pullPrior()).rejects.toThrow(
      /broke off after \d+ of \d+ bytes: .*given up after 3 tries/,
    );
    const part = readFileSync(`${weights()}.part`);
    expect(part.length).toBe(90_000);
    expect(part.equals(published().subarray(0, part.length))).toBe(true);
    hub.requests.length = 0;
    await pullPrior();
    expect(asked(WEIGHTS).map(({ range }) => range)).toEqual([`bytes=${part.length}-`]);
    expect(readFileSync(weights()).equals(published())).toBe(true);
  });

  it('starts again when the file has changed in between', async () => {
    hub.faults.push({ path: WEIGHTS, cutAfter: 30_000, times: 1 });
    hub.faults.push({ path: WEIGHTS, cutAfter: 0, times: 3 });
    await expect(pullPrior()).rejects.toThrow('broke off');
    const changed = Buffer.from(published());
    changed[10]! ^= 1;
    hub.repositories.get(PRIOR)!.files.set(WEIGHTS, changed);
    hub.requests.length = 0;
    await pullPrior();
    expect(asked(WEIGHTS).map(({ range }) => range)).toEqual(['bytes=0-']);
    expect(readFileSync(weights()).equals(changed)).toBe(true);
  });

  it('starts again when the server sends the whole file in spite of a range', async () => {
    hub.faults.push({ path: WEIGHTS, cutAfter: 30_000, times: 1 });
    hub.ignoresRanges = true;
    await pullPrior();
    expect(readFileSync(weights()).equals(published())).toBe(true);
  });

  it('tries again when the server is busy, and no more often than it should', async () => {
    hub.faults.push({ path: WEIGHTS, status: 503, times: 2 });
    await pullPrior();
    expect(asked(WEIGHTS)).toHaveLength(3);
    rmSync(weights());
    hub.faults.push({ path: WEIGHTS, status: 503, times: 99 });
    await expect(pullPrior()).rejects.toThrow(/answered 503 .*given up after 3 tries/);
  });

  it.each([WEIGHTS, 'prior/config.json'])('refuses %s with a wrong checksum', async (path) => {
    hub.corrupts = (name) => name === path;
    await expect(pullPrior()).rejects.toThrow(`${PRIOR}/${path} arrived damaged`);
    expect(existsSync(join(to, 'wuerstchen-prior', path))).toBe(false);
    expect(asked(path)).toHaveLength(2);
  });

  it('looks for room before it begins, and says so when the disk runs full', async () => {
    await expect(pullPrior(undefined, { freeBytes: () => Promise.resolve(1000) })).rejects.toThrow(
      /more to download, and the disk has 0\.00 GB free/,
    );
    if (existsSync('/dev/full')) {
      // A device that is always full takes the place of the first thing that is written.
      const etag = join(to, 'wuerstchen-prior', 'tokenizer/tokenizer.json.part.etag');
      mkdirSync(join(etag, '..'), { recursive: true });
      symlinkSync('/dev/full', etag);
      await expect(pullPrior()).rejects.toThrow(/The disk is full: .*what is here stays/);
    }
  });

  it('stops when it is told to, and keeps what it has', async () => {
    const controller = new AbortController();
    const stop = pullPrior(undefined, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(stop).rejects.toMatchObject({ name: 'AbortError' });
    await pullPrior();
    expect(readFileSync(weights()).equals(published())).toBe(true);
  });
});
