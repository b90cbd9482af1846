import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { bodyReader } from './body.ts';

const content = new Uint8Array(randomBytes(10_000));
const CHUNK = 3000;

/** As browsers give them that have no streams of bytes. */
function chunks(): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at === content.length) controller.close();
      else controller.enqueue(content.slice(at, (at += Math.min(CHUNK, content.length - at))));
    },
  });
}

it.each([
  ['a stream of bytes', () => new Blob([content]).stream()],
  ['a stream of chunks', chunks],
])('%s is read into the same memory from end to end', async (_name, open) => {
  const reader = bodyReader(open());
  const seen = new Uint8Array(content.length);
  let memory = new ArrayBuffer(700);
  let at = 0;
  for (;;) {
    const bytes = await reader.read(new Uint8Array(memory, 0, Math.min(700, 1 + (at % 700))));
    if (!bytes) break;
    expect(bytes.length).toBeGreaterThan(0);
    expect(bytes.buffer.byteLength).toBe(700);
    memory = bytes.buffer;
    seen.set(bytes, at);
    at += bytes.length;
  }
  expect(at).toBe(content.length);
  expect(Buffer.from(seen).equals(content)).toBe(true);
  await reader.close();
});

it('closing before the end cancels the stream', async () => {
  let isCancelled = false;
  const reader = bodyReader(
    new ReadableStream({
      pull: (controller) => controller.enqueue(content.slice(0, 10)),
      cancel: () => void (isCancelled = true),
    }),
  );
  await reader.read(new Uint8Array(4));
  await reader.close();
  expect(isCancelled).toBe(true);
});
