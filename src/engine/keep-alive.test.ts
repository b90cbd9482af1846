import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { keepAlive } from './keep-alive.ts';

const file = () => new File([new Uint8Array([1, 2, 3, 4, 5, 6])], 'weights.bin');
const bytesOf = async (source: BodyInit) => [
  ...new Uint8Array(await new Response(source).arrayBuffer()),
];

test('parts of the file are what they were', async () => {
  const whole = keepAlive(file());
  expect(whole).toBeInstanceOf(Blob);
  expect(await Promise.all([whole.slice(1, 3), whole.slice(4)].map(bytesOf))).toEqual([
    [2, 3],
    [5, 6],
  ]);
});

test('a part is streamed as it lies there, two at a time and again', async () => {
  const whole = keepAlive(file());
  const part = whole.slice(2, 5);
  const streams = [part.stream(), whole.slice(0, 2).stream(), part.stream()];
  expect(await Promise.all(streams.map(bytesOf))).toEqual([
    [3, 4, 5],
    [1, 2],
    [3, 4, 5],
  ]);
});

test('a stream that nobody else refers to outlives a collection of garbage', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  /** Whether the stream of a part of it is still there after the collection. */
  const outlives = async (whole: Blob): Promise<boolean> => {
    const stream = (() => new WeakRef(whole.slice(0, 2).stream()))();
    // What a WeakRef was made of stays until the present job is over.
    await new Promise((resolve) => setTimeout(resolve, 0));
    collect();
    return stream.deref() !== undefined && whole.size > 0;
  };
  const content = file();
  expect(await outlives(content)).toBe(false);
  expect(await outlives(keepAlive(content))).toBe(true);
});
