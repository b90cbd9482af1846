import { describe, expect, it } from 'vitest';
import { HubError } from './errors.ts';
import { retried, type RetryPolicy } from './retry.ts';

const SIZE = 10_000_000;

/**
 * A download of a file by a connection that breaks after so many bytes each time.
 * @param knowsRanges whether a try goes on where the last one ended
 */
async function download(bytesATry: number, knowsRanges = true, isEverWrong = false) {
  const waits: number[] = [];
  const policy: RetryPolicy = {
    tries: 7,
    wrongTries: 3,
    firstMs: 500,
    longestMs: 30_000,
    random: () => 1,
    wait: (ms) => Promise.resolve(void waits.push(ms)),
  };
  let here = 0;
  let tries = 0;
  const attempt = (noteReached: (byte: number) => void) => {
    tries += 1;
    // Now and then a little less comes.
    if (!knowsRanges) here = -(tries % 2);
    here = Math.max(0, Math.min(SIZE, here + bytesATry));
    noteReached(here);
    if (here < SIZE) {
      return Promise.reject(
        new HubError('network', 'broke off', { repository: 'a/b', again: { how: 'later' } }),
      );
    }
    if (!isEverWrong) return Promise.resolve();
    here = 0;
    return Promise.reject(
      new HubError('damaged', 'is corrupt', { repository: 'a/b', again: { how: 'anew' } }),
    );
  };
  const isOwn = (error: unknown) => error instanceof HubError;
  const error = await retried({ policy, signal: undefined, isOwn }, attempt).catch(
    (reason: unknown) => reason,
  );
  return { error, waits, tries };
}

describe('a download that is cut again and again', () => {
  it('goes on while anything comes, and waits longer where it is little', async () => {
    const { error, waits, tries } = await download(60_000);
    expect(error).toBeUndefined();
    expect(tries).toBe(Math.ceil(SIZE / 60_000));
    // Five times 60 kB are as good as 256 kB at once.
    expect(waits.slice(0, 6)).toEqual([500, 1000, 2000, 4000, 500, 1000]);
  });

  it('asks a server that cuts at once less and less often', async () => {
    const { error, waits } = await download(1000);
    expect(error).toBeUndefined();
    expect(waits.slice(0, 10)).toEqual([
      500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000,
    ]);
  });

  it.each([0, 400_000])('ends where nothing new comes: no ranges, %i bytes', async (bytes) => {
    const { error, tries } = await download(bytes, false);
    expect(error).toMatchObject({ message: 'broke off' });
    expect(tries).toBe(bytes === 0 ? 7 : 9);
  });

  it('begins to count anew where what came was wrong, which ends, too', async () => {
    const { error, tries } = await download(SIZE / 10, true, true);
    expect(error).toMatchObject({ message: 'is corrupt' });
    expect(tries).toBe(30);
  });
});
