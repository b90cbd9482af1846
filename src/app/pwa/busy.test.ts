import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { GenerateRequest } from '../../protocol/engine.ts';
import { enqueue, useQueue } from '../state/queue.ts';
import { useRun, type RunState } from '../state/run.ts';
import { noteSaving } from '../state/saving.ts';
import { isBusy, whenFree } from './busy.ts';

vi.mock('../pictures/store/shown.ts', () => ({ showPicture: vi.fn() }));

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

test('the moment between two pictures is not the end', async () => {
  const freed = vi.fn();
  run();
  whenFree(freed);
  finish();
  vi.advanceTimersByTime(100);
  run();
  vi.advanceTimersByTime(60_000);
  expect(freed).not.toHaveBeenCalled();
  finish();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(freed).toHaveBeenCalledTimes(1);
});

test('it can be called off', async () => {
  const freed = vi.fn();
  run();
  const callOff = whenFree(freed);
  finish();
  callOff();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(freed).not.toHaveBeenCalled();
});

test('the last picture is kept before', async () => {
  const freed = vi.fn();
  let kept = () => {};
  run();
  whenFree(freed);
  noteSaving(new Promise<void>((resolve) => (kept = resolve)));
  finish();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(freed).not.toHaveBeenCalled();
  kept();
  await vi.advanceTimersByTimeAsync(0);
  expect(freed).toHaveBeenCalledTimes(1);
});

test('a picture that cannot be kept holds up nothing, one that begins meanwhile does', async () => {
  const freed = vi.fn();
  let fail = () => {};
  noteSaving(
    new Promise<void>((_, reject) => (fail = () => reject(new Error('The disk is full.')))),
  );
  whenFree(freed);
  run();
  fail();
  await vi.advanceTimersByTimeAsync(0);
  expect(freed).not.toHaveBeenCalled();
  finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(freed).toHaveBeenCalledTimes(1);
});
