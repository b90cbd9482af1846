import { expect, test } from 'vitest';
import { rooted } from './rooted.ts';

const file = () => new File([new Uint8Array([1, 2, 3, 4, 5, 6])], 'weights.bin');

test('parts of the file are what they were', async () => {
  const whole = rooted(file());
  expect(whole).toBeInstanceOf(Blob);
  const parts = [whole.slice(1, 3), whole.slice(4)];
  const read = parts.map(async (part) => [
    ...new Uint8Array(await new Response(part).arrayBuffer()),
  ]);
  expect(await Promise.all(read)).toEqual([
    [2, 3],
    [5, 6],
  ]);
});

test('a part is streamed as it lies there, two at a time and again', async () => {
  const whole = rooted(file());
  const part = whole.slice(2, 5);
  const read = async (stream: ReadableStream<Uint8Array>) => {
    const bytes: number[] = [];
    const reader = stream.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      bytes.push(...next.value);
    }
    return bytes;
  };
  const streams = [part.stream(), whole.slice(0, 2).stream(), part.stream()];
  expect(await Promise.all(streams.map(read))).toEqual([
    [3, 4, 5],
    [1, 2],
    [3, 4, 5],
  ]);
});
