import { expect, test } from 'vitest';
import type { StepProgress } from '../../../protocol/engine.ts';
import {
  currentStage,
  finishedTimes,
  stageState,
  stageWords,
  withProgress,
  type ProgressByStage,
} from './progress.ts';

const after = (...messages: StepProgress[]) =>
  messages.reduce<ProgressByStage>((known, message, i) => withProgress(known, message, i), {});

test('before the first message everything waits', () => {
  expect(currentStage({})).toBeNull();
  expect(stageState('load', {})).toBe('waiting');
});

test('a stage is over when a later one has begun, even if it was never heard of', () => {
  const known = after({ stage: 'prior', done: 2, total: 20 });
  expect(stageState('load', known)).toBe('finished');
  expect(stageState('text', known)).toBe('finished');
  expect(stageState('prior', known)).toBe('running');
  expect(stageState('decoder', known)).toBe('waiting');
});

test('a stage that has counted to its end is not over until the next begins', () => {
  expect(stageState('load', after({ stage: 'load', done: 9, total: 9, file: '' }))).toBe('running');
});

test('a stage keeps the times of its first and its latest message', () => {
  const known = after(
    { stage: 'text', done: 0, total: 1 },
    { stage: 'prior', done: 0, total: 2 },
    { stage: 'prior', done: 1, total: 2 },
  );
  expect(known.prior).toEqual({ done: 1, total: 2, startedAtMs: 1, heardAtMs: 2 });
});

test('a finished stage took until the next one was heard of', () => {
  const known: ProgressByStage = {
    load: { done: 9, total: 9, startedAtMs: 100, heardAtMs: 150 },
    prior: { done: 4, total: 4, startedAtMs: 400, heardAtMs: 900 },
    decoder: { done: 1, total: 2, startedAtMs: 1000, heardAtMs: 1200 },
  };
  expect(finishedTimes(known)).toEqual({ load: 300, prior: 600 });
  expect(finishedTimes({})).toEqual({});
});

test('a stage says how far it is, if there is something to count', () => {
  const at = (done: number, total: number) => ({ done, total, startedAtMs: 0, heardAtMs: 0 });
  expect(stageWords('prior', at(5, 20))).toBe('step 5 of 20');
  expect(stageWords('load', at(1e6, 5e6))).toBe('1.0 MB of 5.0 MB');
  expect(stageWords('load', at(5e6, 5e6))).toBe('preparing');
  expect(stageWords('vqgan', at(0, 1))).toBe('');
});
