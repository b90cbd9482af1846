import { afterEach, beforeEach, expect, test } from 'vitest';
import type { GenerateRequest } from '../../../protocol/engine.ts';
import { addToBatch, useBatch } from '../../state/batch.ts';
import { followBatches } from './follow-batches.ts';
import { usePictures } from '../../state/shown-picture.ts';
import { enqueue, holdQueue, releaseQueue, takeNext, useQueue } from '../../state/queue.ts';
import { useRun } from '../../state/run.ts';

const stage = { steps: 3, guidance: 4, schedule: 'uniform', solver: 'ddpm' } as const;
const request: GenerateRequest = {
  ...{ prompt: 'a house', negative: '', seed: '7', width: 64, height: 64 },
  ...{ prior: stage, decoder: stage },
};
const finished = () => useBatch.getState().finished.map(({ id }) => id);
const startPainting = () =>
  useRun.setState(
    {
      kind: 'running',
      request,
      startedAtMs: 0,
      stages: {},
      preview: null,
      share: 0,
      endAtMs: null,
    },
    true,
  );

let stop: () => void;

beforeEach(() => {
  useQueue.setState({ waiting: [], removed: [] });
  useRun.setState({ kind: 'idle' }, true);
  useBatch.setState({ finished: [{ id: 'before', request }] });
  usePictures.setState({ chosen: 'before' });
  stop = followBatches();
});

afterEach(() => stop());

test('a batch begins with what is asked for while nothing is painted, and lets go of what was chosen', () => {
  enqueue([request, request]);
  expect(finished()).toEqual([]);
  expect(usePictures.getState().chosen).toBeNull();
});

test('what is added while it is painted belongs to the same batch, and takes nothing away', () => {
  enqueue([request]);
  takeNext();
  startPainting();
  addToBatch({ id: 'first', request });
  usePictures.setState({ chosen: 'first' });
  enqueue([request]);
  expect(finished()).toEqual(['first']);
  expect(usePictures.getState().chosen).toBe('first');
});

test('between two pictures of a batch nothing begins anew', () => {
  enqueue([request, request]);
  takeNext();
  startPainting();
  addToBatch({ id: 'first', request });
  useRun.setState({ kind: 'idle' }, true);
  takeNext();
  expect(finished()).toEqual(['first']);
});

test('what was held and goes on belongs to the pictures before it', () => {
  enqueue([request, request]);
  addToBatch({ id: 'first', request });
  holdQueue('stopped');
  usePictures.setState({ chosen: 'first' });
  releaseQueue();
  expect(finished()).toEqual(['first']);
  expect(usePictures.getState().chosen).toBeNull();
});
