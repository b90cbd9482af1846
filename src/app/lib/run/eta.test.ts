import { expect, test } from 'vitest';
import type { StepProgress, Stage } from '../../../protocol/engine.ts';
import type { Order } from '../settings/start.ts';
import {
  estimateLeft,
  expectTimings,
  learnTimings,
  stageLeft,
  steerEnd,
  wholeMs,
  type RunConditions,
  type TimingRecord,
} from './eta.ts';
import { withProgress, type ProgressByStage } from './progress.ts';

const sampling = { steps: 10, schedule: 'uniform', guidance: 4, solver: 'ddpm' } as const;
const request: Order = {
  prompt: 'a',
  negative: '',
  seed: '1',
  width: 512,
  height: 512,
  prior: sampling,
  decoder: { ...sampling, steps: 5, guidance: 1 },
};
const here: RunConditions = { model: 'm', provider: 'wasm', request, loaded: true };
const times: Record<Stage, number> = {
  load: 4000,
  text: 100,
  prior: 10_000,
  decoder: 10_000,
  vqgan: 900,
};
const records = learnTimings([], here, times);

/** A run with steps of the given lengths: the promise after every message, and the real time left. */
function watch(past: TimingRecord[], priorMs: (step: number) => number, decoderMs: number) {
  const timings = expectTimings(past, here);
  const seen: { promisedMs: number | null; leftMs: number }[] = [];
  const messages: [afterMs: number, progress: StepProgress][] = [
    [100, { stage: 'text', done: 0, total: 1 }],
    ...Array.from({ length: 11 }, (_, done): [number, StepProgress] => [
      done === 0 ? 50 : priorMs(done),
      { stage: 'prior', done, total: 10 },
    ]),
    ...Array.from({ length: 6 }, (_, done): [number, StepProgress] => [
      done === 0 ? 0 : decoderMs,
      { stage: 'decoder', done, total: 5 },
    ]),
    [0, { stage: 'vqgan', done: 0, total: 1 }],
  ];
  const endMs = messages.reduce((sum, [afterMs]) => sum + afterMs, 0) + 900;
  let nowMs = 0;
  let stages: ProgressByStage = {};
  let endAtMs: number | null = null;
  for (const [afterMs, progress] of messages) {
    nowMs += afterMs;
    stages = withProgress(stages, progress, nowMs);
    endAtMs = steerEnd(endAtMs, estimateLeft(stages, timings, request, nowMs), nowMs);
    seen.push({ promisedMs: endAtMs === null ? null : endAtMs - nowMs, leftMs: endMs - nowMs });
  }
  return seen;
}

test('a picture like the last one is promised rightly from the start', () => {
  for (const { promisedMs, leftMs } of watch(records, () => 1000, 2000)) {
    expect(Math.abs(promisedMs! - leftMs)).toBeLessThan(1000);
  }
});

test('a busier machine is noticed within the stage, without a jump', () => {
  const seen = watch(records, () => 2500, 5000);
  const late = seen.findIndex(({ promisedMs }) => promisedMs === null);
  expect(late).toBe(-1);
  const ends = seen.map(({ promisedMs, leftMs }) => promisedMs! - leftMs);
  expect(ends[0]).toBeLessThan(-20_000);
  expect(Math.abs(ends.at(-1)!)).toBeLessThan(3000);
  for (let i = 1; i < ends.length; i++) {
    expect(Math.abs(ends[i]! - ends[i - 1]!)).toBeLessThan(0.31 * 30_000);
  }
});

test('steps of uneven length hardly move the promise', () => {
  const seen = watch(records, (step) => (step % 2 === 0 ? 400 : 1600), 2000);
  const ends = seen.map(({ promisedMs, leftMs }) => promisedMs! - leftMs);
  for (let i = 1; i < ends.length; i++)
    expect(Math.abs(ends[i]! - ends[i - 1]!)).toBeLessThan(1200);
});

test('the first picture ever is promised nothing before Stage B has taken a step', () => {
  const seen = watch([], () => 1000, 2000);
  const first = seen.findIndex(({ promisedMs }) => promisedMs !== null);
  expect(first).toBe(13);
  for (const { promisedMs, leftMs } of seen.slice(first)) {
    expect(Math.abs(promisedMs! - leftMs)).toBeLessThan(2000);
  }
});

test('a step that takes long counts down, and never below nothing', () => {
  const stages = withProgress({}, { stage: 'prior', done: 9, total: 10 }, 0);
  const left = (nowMs: number) =>
    estimateLeft(stages, expectTimings(records, here), request, nowMs)!;
  expect(left(100)).toBeLessThan(left(0));
  expect(left(60_000)).toBeLessThan(10_000 + 900);
  expect(left(60_000)).toBe(left(70_000));
});

test('loading is told by its bytes, and not expected of a loaded model', () => {
  const stages = (done: number, nowMs: number) =>
    withProgress(
      withProgress({}, { stage: 'load', done: 0, total: 100, file: '' }, 0),
      { stage: 'load', done, total: 100, file: '' },
      nowMs,
    );
  const cold = expectTimings(records, { ...here, loaded: false })!;
  expect(cold.load).toBe(4000);
  expect(expectTimings(records, here)!.load).toBe(0);
  const rest = wholeMs({ ...cold, load: 0 }, request);
  expect(estimateLeft(stages(10, 1000), cold, request, 1000)).toBe(9000 + rest);
  expect(estimateLeft(stages(100, 1000), cold, request, 1000)).toBe(3000 + rest);
});

test('another size is expected to take as much longer as it has more pixels', () => {
  const tall = { ...here, request: { ...request, height: 1024 } };
  expect(expectTimings(records, tall)!.prior).toBe(2000);
  expect(expectTimings(learnTimings(records, tall, times), tall)!.prior).toBe(1000);
});

test('another model, CPU or guidance is another story', () => {
  expect(expectTimings(records, { ...here, model: 'other' })).toBeNull();
  expect(expectTimings(records, { ...here, provider: 'webgpu' })).toBeNull();
  const unguided = { ...request, prior: { ...sampling, guidance: 1 } };
  expect(expectTimings(records, { ...here, request: unguided })).toBeNull();
});

test('timings are mixed from the last pictures, and loading from those that loaded', () => {
  const [record] = learnTimings(records, here, { ...times, load: 10, prior: 20_000 });
  expect(record!.pace).toMatchObject({ load: 4000, prior: 1500, decoder: 2000 });
});

test('only so many circumstances are remembered', () => {
  let many = records;
  for (let width = 1; width <= 100; width++) {
    many = learnTimings(many, { ...here, request: { ...request, width } }, times);
  }
  expect(many.length).toBe(24);
  expect(many[0]!.width).toBe(100);
});

test('the running stage has a time of its own, from the timings and then from its steps', () => {
  const timings = expectTimings(records, here);
  const told = (done: number, nowMs: number): ProgressByStage => ({
    prior: { done, total: 10, startedAtMs: 0, heardAtMs: nowMs },
  });
  expect(stageLeft({}, timings, 0)).toBeNull();
  expect(stageLeft(told(0, 0), null, 0)).toBeNull();
  expect(stageLeft(told(0, 0), timings, 0)).toBe(10_000);
  expect(stageLeft(told(5, 4000), null, 4000)).toBe(4000);
  expect(stageLeft(told(5, 4000), null, 4500)).toBe(3500);
  expect(stageLeft(told(10, 8000), null, 9000)).toBe(0);
});

const from = (strength: number) => ({
  ...here,
  request: { ...request, start: { sha256: null, strength } },
});

test('a start picture leaves out the steps of Stage C before its strength', () => {
  const timings = expectTimings(records, from(0.3))!;
  const stages = 100 + 10_000 + 900;
  expect(wholeMs(timings, from(0.3).request)).toBe(stages + 3 * 1000);
  expect(wholeMs(timings, from(1).request)).toBe(stages + 10 * 1000);
  expect(wholeMs(timings, from(0).request)).toBe(stages);
  expect(estimateLeft({}, timings, from(0.3).request, 0)).toBe(stages + 3 * 1000);
});

test('encoding a start picture is expected of those that have one', () => {
  const encoded = { ...times, prior: 3000, text: 700 };
  const both = learnTimings(records, from(0.3), encoded);
  expect(both).toHaveLength(2);
  expect(expectTimings(both, from(0.6))).toMatchObject({ text: 700, prior: 1000 });
  expect(expectTimings(both, here)).toMatchObject({ text: 100, prior: 1000 });
});

test('a reconstruction says nothing of the steps that it leaves out', () => {
  const nothing = { ...times, prior: 0 };
  expect(learnTimings([], from(0), nothing)).toEqual([]);
  const [record] = learnTimings(records, from(0), nothing);
  expect(record).toMatchObject({ fromPicture: true, pace: { prior: 1000, decoder: 2000 } });
});

test('what is composed smaller takes Stage C less, and tells nothing of other pictures', () => {
  const larger = { ...here, request: { ...request, width: 1024, height: 1024, scale: 2 as const } };
  expect(expectTimings(records, larger)).toMatchObject({ prior: 1000, decoder: 8000, vqgan: 3600 });
  expect(learnTimings(records, larger, times)).toEqual(records);
});
