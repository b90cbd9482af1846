import { beforeEach, expect, test } from 'vitest';
import { overrideStage, readStoredForm, renewSeed, resetStages, setSeed, useForm } from './form.ts';

beforeEach(() => useForm.setState(readStoredForm(null)));

test.each([null, undefined, 3, 'text', []])('nothing usable (%j) gives an empty form', (stored) => {
  expect(readStoredForm(stored)).toMatchObject({ prompt: '', randomSeed: true, width: '' });
});

test('a damaged field falls back alone', () => {
  const form = readStoredForm({
    prompt: 'kept',
    negative: 5,
    seed: '7',
    prior: { steps: 'many' },
    decoder: { steps: 4 },
  });
  expect(form).toMatchObject({ prompt: 'kept', negative: '', seed: '7', prior: {} });
  expect(form.decoder).toEqual({ steps: 4 });
});

test('what is stored reads back as it was', () => {
  const form = useForm.getState();
  expect(readStoredForm(JSON.parse(JSON.stringify(form)))).toEqual(form);
});

test('a typed seed is kept, a new one leaves the choice alone', () => {
  setSeed('7');
  expect(useForm.getState()).toMatchObject({ seed: '7', randomSeed: false });
  renewSeed();
  expect(useForm.getState().seed).not.toBe('7');
  expect(useForm.getState().randomSeed).toBe(false);
});

test('stages are changed one setting at a time', () => {
  overrideStage('prior', { steps: 5 });
  overrideStage('prior', { guidance: 2 });
  expect(useForm.getState().prior).toEqual({ steps: 5, guidance: 2 });
  resetStages();
  expect(useForm.getState().prior).toEqual({});
});
