import { expect, test } from 'vitest';
import type { GenerateRequest } from '../../../protocol/engine.ts';
import { readStoredQueue, writeStoredQueue } from './stored-queue.ts';

const sampling = { steps: 10, schedule: 'uniform', guidance: 4, solver: 'ddpm' } as const;
const request: GenerateRequest = {
  prompt: 'a „red” house 🌭',
  negative: '',
  seed: '18446744073709551615',
  width: 512,
  height: 256,
  prior: sampling,
  decoder: sampling,
  wantPreview: true,
};

test('what is written reads back as it was', () =>
  expect(readStoredQueue(writeStoredQueue([request, request]))).toEqual([request, request]));

test.each([null, '', '{', '3', '{"version":2,"requests":[]}', '{"version":1}'])(
  'nothing usable (%j) is an empty queue',
  (text) => expect(readStoredQueue(text)).toEqual([]),
);

test('a damaged order is left out alone', () => {
  const text = JSON.stringify({ version: 1, requests: [null, { ...request, seed: -1 }, request] });
  expect(readStoredQueue(text)).toEqual([request]);
});

test('a picture that starts from another one, or paints a part of it, still does', () => {
  const mask = { sha256: 'cd'.repeat(32), feather: 8 };
  const start = { sha256: 'ab'.repeat(32), strength: 0.3, mask };
  const [read] = readStoredQueue(writeStoredQueue([{ ...request, start }]));
  expect(read?.start).toEqual(start);
});
