import { expect, test } from 'vitest';
import type { GenerateRequest, StepProgress } from '../../../protocol/engine.ts';
import type { StageTimings } from './eta.ts';
import { withProgress, type ProgressByStage } from './progress.ts';
import { wholeShare } from './whole-share.ts';

const stage = { steps: 10, schedule: 'uniform', guidance: 4, solver: 'ddpm' } as const;
const request: GenerateRequest = {
  prompt: 'a',
  negative: '',
  seed: '1',
  width: 512,
  height: 512,
  prior: stage,
  decoder: { ...stage, steps: 5 },
};
/** 10 seconds in all: 1 to load, 1 to read, 5 and 2 to denoise, 1 to decode. */
const timings: StageTimings = { load: 1000, text: 1000, prior: 500, decoder: 400, vqgan: 1000 };

const LOAD: StepProgress[] = [
  { stage: 'load', done: 0, total: 4e6, file: 'a' },
  { stage: 'load', done: 2e6, total: 4e6, file: 'a' },
  { stage: 'load', done: 4e6, total: 4e6, file: 'a' },
];
const PAINT: StepProgress[] = [
  { stage: 'text', done: 0, total: 2 },
  { stage: 'text', done: 2, total: 2 },
  ...Array.from({ length: 11 }, (_, done): StepProgress => ({ stage: 'prior', done, total: 10 })),
  ...Array.from({ length: 6 }, (_, done): StepProgress => ({ stage: 'decoder', done, total: 5 })),
  { stage: 'vqgan', done: 0, total: 1 },
  { stage: 'vqgan', done: 1, total: 1 },
];

function sharesOf(told: StepProgress[], known: StageTimings | null): number[] {
  let stages: ProgressByStage = {};
  return told.map((news) => {
    stages = withProgress(stages, news, 0);
    return wholeShare(stages, known, request);
  });
}

test('each stage counts for as long as it takes', () => {
  const shares = sharesOf([...LOAD, ...PAINT], timings);
  expect(wholeShare({}, timings, request)).toBe(0);
  expect(shares.slice(0, 5)).toEqual([0, 0.05, 0.1, 0.1, 0.2]);
  expect(shares[10]).toBeCloseTo(0.2 + 0.05 * 5);
  expect(shares.at(-2)).toBeCloseTo(0.9);
  expect(shares.at(-1)).toBe(1);
});

test('what need not be loaded counts for nothing', () => {
  const shares = sharesOf(PAINT, timings);
  expect(shares[0]).toBe(0);
  expect(shares[1]).toBeCloseTo(1 / 9);
});

test.each([
  ['known', timings],
  ['unknown', null],
  ['known of a loaded model', { ...timings, load: 0 }],
])('it never falls and reaches the end, with timings %s', (_name, known) => {
  for (const told of [PAINT, [...LOAD, ...PAINT]]) {
    const shares = sharesOf(told, known);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBeCloseTo(1);
  }
});
