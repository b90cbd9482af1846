import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { GenerateRequest } from '../../protocol/engine.ts';
import { enqueue, useQueue } from '../state/queue.ts';
import { useRun, type RunState } from '../state/run.ts';
import { isBusy, whenFree } from './busy.ts';

vi.mock('../state/pictures.ts', () => ({ showPicture: vi.fn() }));

const stage = { steps: 1, schedule: 'uniform', guidance: 1, solver: 'ddpm' } as const;
const request: GenerateRequest = {
  prompt: 'a house',
  negative: '',
  seed: '1',
  width: 256,
  height: 256,
  prior: stage,
  decoder: stage,
};

// Nothing here looks at what is being painted.
const run = () => useRun.setState({ kind: 'running' } as RunState, true);
const finish = () => useRun.setState({ kind: 'idle' }, true);

beforeEach(() => {
  vi.useFakeTimers();
  finish();
  useQueue.setState({ waiting: [], removed: [] });
});
afterEach(() => void vi.useRealTimers());

test('busy is a picture that is painted or will be, not one that is held', () => {
  expect(isBusy()).toBe(false);
  run();
  expect(isBusy()).toBe(true);
  finish();
  enqueue([request]);
  expect(isBusy()).toBe(true);
  useQueue.setState(({ waiting }) => ({
    waiting: waiting.map((each) => ({ ...each, hold: 'failure' as const })),
  }));
  expect(isBusy()).toBe(false);
});

test('the moment between two pictures is not the end', () => {
  const freed = vi.fn();
  run();
  whenFree(freed);
  finish();
  vi.advanceTimersByTime(100);
  run();
  vi.advanceTimersByTime(60_000);
  expect(freed).not.toHaveBeenCalled();
  finish();
  vi.advanceTimersByTime(60_000);
  expect(freed).toHaveBeenCalledTimes(1);
});

test('it can be called off', () => {
  const freed = vi.fn();
  run();
  const callOff = whenFree(freed);
  finish();
  callOff();
  vi.advanceTimersByTime(60_000);
  expect(freed).not.toHaveBeenCalled();
});
