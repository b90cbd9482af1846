import { beforeEach, expect, test } from 'vitest';
import {
  choosePreset,
  fillForm,
  fillFormLike,
  migrateForm,
  overrideStage,
  pressStyle,
  readStoredForm,
  renewSeed,
  resetStages,
  setSeed,
  setSeedMode,
  setStartMask,
  setStartPicture,
  setStrength,
  useForm,
} from './form.ts';

beforeEach(() => useForm.setState(readStoredForm(null)));

test.each([null, undefined, 3, 'text', []])('nothing usable (%j) gives an empty form', (stored) => {
  expect(readStoredForm(stored)).toMatchObject({
    prompt: '',
    seedMode: 'random',
    count: 1,
    styles: [],
    width: '',
  });
});

test('a damaged field falls back alone', () => {
  const form = readStoredForm({
    prompt: 'kept',
    negative: 5,
    seed: '7',
    count: 9,
    styles: 'night',
    prior: { steps: 'many' },
    decoder: { steps: 4 },
  });
  expect(form).toMatchObject({ prompt: 'kept', negative: '', seed: '7', prior: {} });
  expect(form).toMatchObject({ count: 1, styles: [] });
  expect(form.decoder).toEqual({ steps: 4 });
});

test('what is stored reads back as it was', () => {
  const form = useForm.getState();
  expect(readStoredForm(JSON.parse(JSON.stringify(form)))).toEqual(form);
});

test('a typed seed is kept, a new one leaves the choice alone', () => {
  setSeed('7');
  expect(useForm.getState()).toMatchObject({ seed: '7', seedMode: 'fixed' });
  renewSeed();
  expect(useForm.getState().seed).not.toBe('7');
  expect(useForm.getState().seedMode).toBe('fixed');
  setSeedMode('next');
  setSeed('8');
  expect(useForm.getState()).toMatchObject({ seed: '8', seedMode: 'next' });
});

test.each([
  [{ randomSeed: false, seed: '7' }, 'fixed'],
  [{ randomSeed: true, seed: '7' }, 'random'],
  [null, 'random'],
])('what version 1 stored, %j, is a %s seed', (stored, seedMode) =>
  expect(migrateForm(stored, 1).seedMode).toBe(seedMode),
);

test('settings from elsewhere mean what was painted', () => {
  pressStyle('night');
  fillForm({ prompt: 'a {red|blue} house', seed: '3' });
  expect(useForm.getState()).toMatchObject({
    prompt: 'a \\{red\\|blue\\} house',
    seed: '3',
    seedMode: 'fixed',
    styles: [],
  });
});

test('a picture brings what it started from, and the size that it was composed at', () => {
  const stage = { steps: 4, guidance: 1 };
  const mask = { sha256: 'b'.repeat(64), feather: 8 };
  const order = {
    prompt: 'a house',
    negative: '',
    seed: '3',
    width: 1536,
    height: 1024,
    scale: 2,
    prior: { ...stage, schedule: 'cosine', solver: 'ddpm' },
    decoder: { ...stage, schedule: 'uniform', solver: 'ddpm' },
    start: { sha256: 'a'.repeat(64), strength: 0.3, mask },
  } as const;
  fillFormLike(order);
  expect(useForm.getState()).toMatchObject({
    width: '768',
    height: '512',
    startPicture: order.start.sha256,
    startMask: mask,
    strength: 0.3,
  });
  fillFormLike({ ...order, start: { sha256: null, strength: 0.3 } });
  expect(useForm.getState()).toMatchObject({ startPicture: null, startMask: null });
});

test('stages are changed one setting at a time', () => {
  overrideStage('prior', { steps: 5 });
  overrideStage('prior', { guidance: 2 });
  expect(useForm.getState().prior).toEqual({ steps: 5, guidance: 2 });
  resetStages();
  expect(useForm.getState().prior).toEqual({});
});

test('settings that name no completion are painted without one, those that name one with it', () => {
  fillForm({ prompt: 'a {house}' });
  const { prompt, given, preset } = useForm.getState();
  expect(given).toEqual({ prompt, phrases: [] });
  expect(preset).toBeNull();
  fillForm({ prompt: 'a house', completion: ['in ink'] });
  expect(useForm.getState().given).toEqual({ prompt: 'a house', phrases: ['in ink'] });
});

test('a preset takes the place of what was changed stage by stage', () => {
  overrideStage('prior', { steps: 7 });
  choosePreset('fine');
  expect(useForm.getState()).toMatchObject({ preset: 'fine', prior: {}, decoder: {} });
  resetStages();
  expect(useForm.getState().preset).toBe('standard');
});

test('a damaged choice of preset or completion falls back alone', () => {
  const form = readStoredForm({
    preset: 'best',
    completes: 1,
    declined: 'all',
    given: {},
    prompt: 'x',
  });
  expect(form).toMatchObject({ preset: 'standard', completes: true, declined: [], given: null });
  expect(form.prompt).toBe('x');
});

test('settings of a picture bring the picture that it started from, others let go of it', () => {
  const start = 'ab'.repeat(32);
  fillForm({ prompt: 'a house', strength: 0.3 }, start);
  expect(useForm.getState()).toMatchObject({ startPicture: start, strength: 0.3 });
  fillForm({ prompt: 'a house' });
  expect(useForm.getState()).toMatchObject({ startPicture: null, strength: 0.6 });
});

test('a damaged start picture falls back alone', () =>
  expect(readStoredForm({ startPicture: '../x', strength: 7, prompt: 'kept' })).toMatchObject({
    ...{ startPicture: null, strength: 0.6, prompt: 'kept' },
  }));

test('marking a part follows the prompt, and another picture has no marked part', () => {
  const mask = { sha256: 'cd'.repeat(32), feather: 8 };
  fillForm({ strength: 0.3 }, 'ab'.repeat(32));
  setStartMask(mask);
  expect(useForm.getState()).toMatchObject({ startMask: mask, strength: 1 });
  setStrength(0.8);
  setStartMask({ ...mask, feather: 3 });
  expect(useForm.getState().strength).toBe(0.8);
  setStartPicture('ef'.repeat(32));
  expect(useForm.getState()).toMatchObject({ startMask: null, strength: 0.8 });
  setStartMask(mask);
  setStartMask(null);
  expect(useForm.getState()).toMatchObject({ startMask: null, strength: 0.6 });
});

test('a marked part outlives a reload, a damaged one falls back alone', () => {
  const startMask = { sha256: 'cd'.repeat(32), feather: 8 };
  expect(readStoredForm({ startMask }).startMask).toEqual(startMask);
  expect(readStoredForm({ startMask: { sha256: 'x', feather: 8 }, prompt: 'kept' })).toMatchObject({
    ...{ startMask: null, prompt: 'kept' },
  });
});
