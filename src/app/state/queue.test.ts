import { beforeEach, expect, test } from 'vitest';
import type { GenerateRequest } from '../../protocol/engine.ts';
import {
  clearQueue,
  enqueue,
  enqueueFirst,
  holdQueue,
  moveWaiting,
  releaseQueue,
  removeWaiting,
  restoreQueue,
  takeNext,
  undoRemoval,
  useQueue,
} from './queue.ts';

const named = (...prompts: string[]) => prompts.map((prompt) => ({ prompt }) as GenerateRequest);
const prompts = () => useQueue.getState().waiting.map(({ request }) => request.prompt);
const idOf = (prompt: string) =>
  useQueue.getState().waiting.find(({ request }) => request.prompt === prompt)!.id;

beforeEach(() => {
  useQueue.setState({ waiting: [], removed: [] });
  enqueue(named('a', 'b', 'c'));
});

test('first come, first painted', () => {
  expect(takeNext()?.prompt).toBe('a');
  enqueue(named('d'));
  enqueueFirst(named('e')[0]!);
  expect(prompts()).toEqual(['e', 'b', 'c', 'd']);
});

test('what is removed can be put back where it stood', () => {
  removeWaiting(idOf('b'));
  expect(prompts()).toEqual(['a', 'c']);
  undoRemoval();
  expect(prompts()).toEqual(['a', 'b', 'c']);
  undoRemoval();
  expect(prompts()).toEqual(['a', 'b', 'c']);
});

test('a cleared queue can be put back, behind what came meanwhile if need be', () => {
  clearQueue();
  expect(takeNext()).toBeNull();
  undoRemoval();
  expect(prompts()).toEqual(['a', 'b', 'c']);
  removeWaiting(idOf('c'));
  takeNext();
  undoRemoval();
  expect(prompts()).toEqual(['b', 'c']);
});

test('places are changed one at a time, and end at the ends', () => {
  expect(moveWaiting(idOf('c'), -1)).toBe(true);
  expect(prompts()).toEqual(['a', 'c', 'b']);
  expect(moveWaiting(idOf('a'), -1)).toBe(false);
  expect(moveWaiting(idOf('b'), 1)).toBe(false);
  expect(prompts()).toEqual(['a', 'c', 'b']);
});

test('what is held waits, what comes after it does not', () => {
  holdQueue('stopped');
  enqueue(named('d'));
  expect(takeNext()?.prompt).toBe('d');
  expect(takeNext()).toBeNull();
  releaseQueue();
  expect(takeNext()?.prompt).toBe('a');
});

test('a failure that is over lets go only of what it held', () => {
  restoreQueue(named('old'));
  holdQueue('failure');
  expect(prompts()).toEqual(['old', 'a', 'b', 'c']);
  releaseQueue('failure');
  expect(takeNext()?.prompt).toBe('a');
  expect(useQueue.getState().waiting[0]).toMatchObject({ hold: 'visit' });
});
