import { expect, test } from 'vitest';
import { rooted } from './rooted.ts';

const file = () => new File([new Uint8Array([1, 2, 3, 4, 5, 6])], 'weights.bin');
const bytesOf = async (source: BodyInit) => [
  ...new Uint8Array(await new Response(source).arrayBuffer()),
];

test('parts of the file are what they were', async () => {
  const whole = rooted(file());
  expect(whole).toBeInstanceOf(Blob);
  expect(await Promise.all([whole.slice(1, 3), whole.slice(4)].map(bytesOf))).toEqual([
    [2, 3],
    [5, 6],
  ]);
});

test('a part is streamed as it lies there, two at a time and again', async () => {
  const whole = rooted(file());
  const part = whole.slice(2, 5);
  const streams = [part.stream(), whole.slice(0, 2).stream(), part.stream()];
  expect(await Promise.all(streams.map(bytesOf))).toEqual([
    [3, 4, 5],
    [1, 2],
    [3, 4, 5],
  ]);
});
