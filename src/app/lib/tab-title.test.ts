import { expect, test } from 'vitest';
import type { GenerateRequest } from '../../protocol/engine.ts';
import { tabTitle } from './tab-title.ts';

const request = { prompt: 'a red house' } as GenerateRequest;
const running = {
  kind: 'running',
  request,
  startedAtMs: 0,
  preview: null,
  endAtMs: null,
} as const;
const at = (done: number, total: number) => ({ done, total, startedAtMs: 0, heardAtMs: 0 });

test('the title carries the stage and its steps', () => {
  const title = tabTitle({ ...running, stages: { load: at(9, 9), prior: at(5, 20) } }, null, 0);
  expect(title).toBe('C 5/20 · a red house · Würstchen');
});

test('the title carries the time left, once it is known and until it is over', () => {
  const run = { ...running, endAtMs: 20_000, stages: { prior: at(5, 20) } };
  expect(tabTitle(run, null, 8000)).toBe('C 5/20 · 12 s left · a red house · Würstchen');
  expect(tabTitle(run, null, 21_000)).toBe('C 5/20 · a red house · Würstchen');
});

test('before the first message nothing is claimed', () => {
  expect(tabTitle({ ...running, stages: {} }, null, 0)).toBe('… · a red house · Würstchen');
});

test('loading is told in percent', () => {
  const title = tabTitle({ ...running, stages: { load: at(1_300_000, 5_200_000) } }, null, 0);
  expect(title).toBe('Loading 25 % · a red house · Würstchen');
});

test('a stage of one step has nothing to count', () => {
  const title = tabTitle({ ...running, stages: { vqgan: at(0, 1) } }, null, 0);
  expect(title).toBe('A · a red house · Würstchen');
});

test('the end is visible from another tab', () => {
  expect(tabTitle({ kind: 'idle' }, null, 0)).toBe('Würstchen');
  expect(tabTitle({ kind: 'idle' }, { request }, 0)).toBe('✓ a red house · Würstchen');
});
