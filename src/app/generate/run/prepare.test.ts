import { expect, test, vi } from 'vitest';
import {
  pressStyle,
  setPrompt,
  setSeed,
  setStartPicture,
  setStrength,
  setWidth,
} from '../../state/form.ts';
import { useModel } from '../../state/model.ts';
import { expectedMs, noteTimings, useStageTimings } from '../../state/stage-timings.ts';
import { fakeManifest } from '../../testing/fake-manifest.ts';
import {
  prepareFromScratch,
  open,
  painted,
  PAINTED_MS,
  prompts,
  SETTLED_MS,
  type,
  watched,
  stopPreparing,
} from './testing/watch-prepare.ts';

vi.mock('../../pictures/store/shown.ts', () => ({ showPicture: vi.fn() }));
// Node paints nothing.
vi.mock('../../lib/when-painted.ts', () => ({
  whenPainted: (callback: () => void) => {
    const timer = setTimeout(callback, 16);
    return () => clearTimeout(timer);
  },
}));
vi.mock('../../pwa/keep.ts', () => ({ isOnThisDevice: vi.fn(() => Promise.resolve(false)) }));

prepareFromScratch();

test('it waits for the model and the paint, and begins with the first example', async () => {
  const { calls } = watched();
  await painted();
  expect(calls).toEqual([]);
  open();
  expect(calls).toEqual([]);
  await painted();
  expect(prompts(calls)).toEqual([fakeManifest.prompts[0]]);
  expect(calls[0]!.request).toMatchObject({ width: 512, height: 512, negative: '' });
});

test('whoever types at once does not put off the loading', async () => {
  const { calls } = watched();
  open();
  for (const prompt of ['a', 'a r', 'a re', 'a red']) {
    setPrompt(prompt);
    await vi.advanceTimersByTimeAsync(PAINTED_MS / 2);
  }
  expect(prompts(calls)).toEqual(['a r']);
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
  expect(prompts(calls)).toEqual(['a r', 'a red']);
});

test('what stands in the form is prepared as it will be painted', async () => {
  setPrompt('a {red|blue} house.');
  pressStyle('night');
  setWidth('768');
  const { calls } = watched();
  open();
  await painted();
  expect(calls).toHaveLength(1);
  expect(calls[0]!.request).toMatchObject({
    prompt: 'a red house at night',
    negative: 'sun',
    width: 768,
    height: 512,
    prior: { steps: 20, guidance: 4 },
    wantPreview: true,
  });
});

test('what the first run took tells how long pictures will take, until one was painted', async () => {
  useStageTimings.setState({ records: [], loaded: null, rehearsal: null });
  const { calls } = watched(false, { load: 0, text: 50, prior: 100, decoder: 300, vqgan: 200 });
  open();
  await painted();
  const { request } = calls[0]!;
  expect(request.prior.steps).toBe(20);
  expect(request.decoder.steps).toBe(12);
  expect(expectedMs([request])).toBe(50 + 20 * 100 + 12 * 300 + 200);
  noteTimings(request, { load: 0, text: 0, prior: 1000, decoder: 1200, vqgan: 100 });
  expect(expectedMs([request])).toBe(2300);
});

test('typing is waited out, and only what is new is prepared', async () => {
  const { calls } = watched();
  open();
  await painted();
  for (const prompt of ['a', 'a r', 'a re', 'a red']) {
    setPrompt(prompt);
    await vi.advanceTimersByTimeAsync(SETTLED_MS - 1);
  }
  expect(calls).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(prompts(calls).slice(1)).toEqual(['a red']);
  // Neither a seed nor what stands there already.
  setSeed('7');
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
  await type('a red ');
  expect(calls).toHaveLength(2);
});

test('a form that describes no picture changes nothing', async () => {
  const { calls } = watched();
  open();
  await painted();
  await type('a {red');
  setWidth('500');
  await type('a house');
  expect(calls).toHaveLength(1);
});

test('one is prepared at a time, and the newest follows', async () => {
  const { calls } = watched(true);
  open();
  await painted();
  await type('one');
  await type('two');
  expect(calls).toHaveLength(1);
  expect(calls[0]!.signal.aborted).toBe(false);
  calls[0]!.finish();
  await painted();
  expect(prompts(calls).slice(1)).toEqual(['two']);
});

test('another model ends what is prepared for the one before', async () => {
  const { calls } = watched(true);
  open();
  await painted();
  useModel.setState({ kind: 'opening' }, true);
  expect(calls[0]!.signal.aborted).toBe(true);
  calls[0]!.finish();
  open({ manifest: { ...fakeManifest, id: 'other', prompts: ['an owl'] } });
  await painted();
  expect(prompts(calls).slice(1)).toEqual(['an owl']);
  stopPreparing();
  expect(calls[1]!.signal.aborted).toBe(true);
});

test('a start picture is left to its turn: its encoders are not loaded ahead', async () => {
  setPrompt('a house');
  setStartPicture('ab'.repeat(32));
  const { calls } = watched();
  open({ manifest: { ...fakeManifest, imageEncoders: {} } as unknown as typeof fakeManifest });
  await painted();
  expect(prompts(calls)).toEqual(['a house']);
  expect(calls[0]!.request).not.toHaveProperty('start');
  expect(calls[0]!.request).not.toHaveProperty('image');
  setStrength(0.2);
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
  expect(calls).toHaveLength(1);
});
