import { expect, test } from 'vitest';
import type { GenerateRequest } from '../../../protocol/engine.ts';
import { setTexts } from '../../i18n/texts.ts';
import { german } from '../../i18n/de.ts';
import { english } from '../../i18n/en.ts';
import { tabTitle } from './tab-title.ts';

const request = { prompt: 'a red house' } as GenerateRequest;
const running = {
  kind: 'running',
  request,
  startedAtMs: 0,
  preview: null,
  share: 0.25,
  endAtMs: null,
} as const;
const at = (done: number, total: number) => ({ done, total, startedAtMs: 0, heardAtMs: 0 });

test('the title carries how much is done', () => {
  const title = tabTitle({ ...running, stages: { load: at(9, 9), prior: at(5, 20) } }, null, 0);
  expect(title).toBe('25 % · a red house · Würstchen');
});

test('the title carries the time left, once it is known and until it is over', () => {
  const run = { ...running, endAtMs: 20_000, stages: { prior: at(5, 20) } };
  expect(tabTitle(run, null, 8000)).toBe('25 % – 12 s left · a red house · Würstchen');
  expect(tabTitle(run, null, 21_000)).toBe('25 % · a red house · Würstchen');
});

test('before the first message nothing is claimed', () => {
  expect(tabTitle({ ...running, stages: {} }, null, 0)).toBe('… · a red house · Würstchen');
});

test('only a picture that is there is whole', () => {
  const title = tabTitle({ ...running, share: 1, stages: { vqgan: at(1, 1) } }, null, 0);
  expect(title).toBe('99 % · a red house · Würstchen');
});

test('the end is visible from another tab', () => {
  expect(tabTitle({ kind: 'idle' }, null, 0)).toBe('Würstchen');
  expect(tabTitle({ kind: 'idle' }, { request }, 0)).toBe('✓ a red house · Würstchen');
});

test('the title speaks German', () => {
  setTexts(german);
  const run = { ...running, share: 0.629, endAtMs: 4000, stages: { prior: at(5, 20) } };
  expect(tabTitle(run, null, 0)).toBe('62 % – noch 4 s · a red house · Würstchen');
  setTexts(english);
});
