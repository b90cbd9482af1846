import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { FromHasher, ToHasher } from './hash-messages.ts';
import { HashThreads } from './hash-threads.ts';
import { newSha256 } from './hash.ts';

/** A worker's manners without a thread: messages in order, answers later. */
function threads() {
  const spawned: Worker[] = [];
  const pool = new HashThreads(() => {
    const hasher = newSha256();
    let last: Promise<unknown> = hasher;
    const worker = {
      onmessage: null as ((event: { data: FromHasher }) => void) | null,
      onerror: null as ((event: { message: string }) => void) | null,
      terminate: () => undefined,
      postMessage(message: ToHasher) {
        const copy = structuredClone(message);
        last = last.then(async () => {
          const hash = await hasher;
          await new Promise((resolve) => setTimeout(resolve, 1));
          if (copy.kind === 'reset') hash.reset();
          if (copy.kind === 'update') {
            const bytes = copy.bytes.length;
            await hash.update(copy.bytes);
            worker.onmessage?.({ data: { kind: 'updated', bytes } });
          }
          if (copy.kind === 'digest') {
            worker.onmessage?.({ data: { kind: 'digest', hex: await hash.digest() } });
          }
        });
      },
    };
    spawned.push(worker as unknown as Worker);
    return worker as unknown as Worker;
  });
  return { pool, spawned };
}

const content = randomBytes(5_000_000);
const expected = createHash('sha256').update(content).digest('hex');
const piece = (from: number) => new Uint8Array(content.subarray(from, from + 1_000_000));

it('hashes in order, again after a reset, and keeps its threads', async () => {
  const { pool, spawned } = threads();
  for (let round = 0; round < 2; round++) {
    const hasher = await pool.open();
    await hasher.update(piece(0));
    hasher.reset();
    for (let from = 0; from < content.length; from += 1_000_000) await hasher.update(piece(from));
    expect(await hasher.digest()).toBe(expected);
    hasher.close();
  }
  expect(spawned).toHaveLength(1);
});

it('asks for a pause when too much waits', async () => {
  const { pool } = threads();
  const hasher = await pool.open();
  const answers = Array.from({ length: 9 }, () => hasher.update(piece(0)));
  expect(answers.slice(0, 7).every((answer) => answer === undefined)).toBe(true);
  expect(answers[7]).toBeInstanceOf(Promise);
  await answers[8];
  hasher.close();
});

it('a thread that ends is told to whoever waits, and not used again', async () => {
  const { pool, spawned } = threads();
  const hasher = await pool.open();
  const digest = hasher.digest();
  spawned[0]!.onerror?.({ message: 'out of memory' } as ErrorEvent);
  await expect(digest).rejects.toThrow('A hashing thread ended: out of memory');
  hasher.close();
  (await pool.open()).close();
  expect(spawned).toHaveLength(2);
});
