import { timestepsFor, timestepsFrom } from '../../../diffusion/schedule.ts';
import type { Stage } from '../../../protocol/engine.ts';
import type { Order } from '../settings/start.ts';
import {
  currentStage,
  STAGES,
  stageState,
  type ProgressByStage,
  type StageProgress,
} from './progress.ts';

/** How long each stage took; the two that denoise, per step. Milliseconds. */
export type StageTimings = Record<Stage, number>;

/** Timings and what they were measured on. */
export interface TimingRecord {
  model: string;
  provider: string;
  width: number;
  height: number;
  /** Guidance evaluates a stage twice per step. */
  guided: { prior: boolean; decoder: boolean };
  /** A start picture was encoded beside the texts. */
  fromPicture: boolean;
  /** Under this name they are kept across visits. */
  pace: StageTimings;
}

/** What timings depend on. */
export interface RunConditions {
  model: string;
  provider: string;
  request: Order;
  /** The networks are in memory: loading takes no time. */
  loaded: boolean;
}

const KEPT = 24;
/** Weight of the newest picture: the machine is busier on some days. */
const NEWEST = 0.5;
/** Steps after which this run counts for as much as the runs before it. */
const TRUSTED_STEPS = 3;
/** Share of the way that the promised end moves towards a new estimate. */
const STEER = 0.3;

/**
 * The records with one more picture in them, the latest first; without it where it had no step of Stage C and nothing
 * tells how long one takes.
 */
export function learnTimings(
  records: readonly TimingRecord[],
  { model, provider, request }: Omit<RunConditions, 'loaded'>,
  timesMs: Record<Stage, number>,
): TimingRecord[] {
  const { width, height, scale } = request;
  // Its stages have other sizes than those of a picture that was composed as large.
  if (scale !== undefined) return [...records];
  const steps = stepsOf(request);
  const guided = guidedIn(request);
  const fromPicture = request.start !== undefined;
  const known = records.find(
    (record) =>
      isAlike(record, model, provider, guided) &&
      isSize(record, width, height) &&
      record.fromPicture === fromPicture,
  );
  const prior =
    steps.prior > 0
      ? timesMs.prior / steps.prior
      : expectTimings(records, { model, provider, request, loaded: true })?.prior;
  if (prior === undefined) return [...records];
  const measured: StageTimings = { ...timesMs, prior, decoder: timesMs.decoder / steps.decoder };
  const timings = known === undefined ? measured : blend(known.pace, measured);
  const record = { model, provider, width, height, guided, fromPicture, pace: timings };
  return [record, ...records.filter((other) => other !== known)].slice(0, KEPT);
}

/**
 * The timings to expect: those of the same size, else those of the size nearest in pixels, scaled to this one's;
 * null before anything like it was painted. A step takes as long with a start picture as without: where no picture
 * started from one yet, only its encoding is left out.
 */
export function expectTimings(
  records: readonly TimingRecord[],
  { model, provider, request, loaded }: RunConditions,
): StageTimings | null {
  const alike = records.filter((record) => isAlike(record, model, provider, guidedIn(request)));
  const ratio = (record: TimingRecord) =>
    (request.width * request.height) / (record.width * record.height);
  const same = alike.filter(({ fromPicture }) => fromPicture === (request.start !== undefined));
  const [nearest] = (same.length > 0 ? same : alike).sort(
    (a, b) => Math.abs(Math.log(ratio(a))) - Math.abs(Math.log(ratio(b))),
  );
  if (nearest === undefined) return null;
  const { load, text, prior, decoder, vqgan } = nearest.pace;
  const scale = ratio(nearest);
  return {
    load: loaded ? 0 : load,
    text,
    prior: (prior * scale) / (request.scale ?? 1) ** 2,
    decoder: decoder * scale,
    vqgan: vqgan * scale,
  };
}

/** Evaluations that a request makes its two diffusion stages take. */
function stepsOf(request: Order) {
  return { prior: stepsIn('prior', request), decoder: stepsIn('decoder', request) };
}

/** From a start picture Stage C takes the steps that its strength leaves, down to none. */
function stepsIn(stage: 'prior' | 'decoder', request: Order): number {
  const { schedule, steps } = request[stage];
  const strength = stage === 'prior' ? request.start?.strength : undefined;
  const times = timestepsFrom(timestepsFor({ kind: schedule, steps }), strength ?? 1);
  return Math.max(0, times.length - 1);
}

/** A whole picture, in milliseconds. */
export function wholeMs(timings: StageTimings, request: Order): number {
  return STAGES.reduce((sum, stage) => sum + stageMs(stage, timings, request), 0);
}

/** One stage of a picture, in milliseconds. */
export function stageMs(stage: Stage, timings: StageTimings, request: Order): number {
  const isDiffusion = stage === 'prior' || stage === 'decoder';
  return isDiffusion ? timings[stage] * stepsIn(stage, request) : timings[stage];
}

/** Milliseconds left of the stage that is running; null while nobody can know. */
export function stageLeft(
  stages: ProgressByStage,
  timings: StageTimings | null,
  nowMs: number,
): number | null {
  const stage = currentStage(stages);
  return stage === null ? null : runningLeft(stage, stages[stage]!, timings, nowMs);
}

/**
 * Milliseconds left of a picture, from what the earlier pictures took and from the steps of this
 * one; null while a stage still to come is known from neither.
 */
export function estimateLeft(
  stages: ProgressByStage,
  timings: StageTimings | null,
  request: Order,
  nowMs: number,
): number | null {
  let leftMs = 0;
  for (const stage of STAGES) {
    const state = stageState(stage, stages);
    if (state === 'finished') continue;
    const ms =
      state === 'running'
        ? runningLeft(stage, stages[stage]!, timings, nowMs)
        : waitingLeft(stage, stages, timings, request);
    if (ms === null) return null;
    leftMs += ms;
  }
  return leftMs;
}

/**
 * The moment at which the picture is promised, moved a part of the way towards a new estimate: a
 * promise that jumps about is none.
 */
export function steerEnd(endAtMs: number | null, leftMs: number | null, nowMs: number) {
  if (leftMs === null) return endAtMs;
  const wanted = nowMs + leftMs;
  return endAtMs === null ? wanted : endAtMs + STEER * (wanted - endAtMs);
}

function waitingLeft(
  stage: Stage,
  stages: ProgressByStage,
  timings: StageTimings | null,
  request: Order,
): number | null {
  const { prior, decoder } = stages;
  if (timings !== null) {
    // What holds Stage C up will hold up the stages behind it.
    const slower =
      prior === undefined || timings.prior === 0 ? 1 : stepMs(prior, timings.prior) / timings.prior;
    return stageMs(stage, timings, request) * slower;
  }
  // The first picture ever: decoding takes about as long as the step before it.
  if (stage !== 'vqgan' || decoder === undefined || decoder.done === 0) return null;
  return ownStepMs(decoder);
}

function runningLeft(
  stage: Stage,
  progress: StageProgress,
  timings: StageTimings | null,
  nowMs: number,
): number | null {
  const { done, total, startedAtMs, heardAtMs } = progress;
  const silentMs = nowMs - heardAtMs;
  if (stage === 'prior' || stage === 'decoder') {
    if (done === 0 && timings === null) return null;
    const eachMs = timings === null ? ownStepMs(progress) : stepMs(progress, timings[stage]);
    return Math.max(0, eachMs * (total - done) - silentMs);
  }
  const elapsedMs = nowMs - startedAtMs;
  const expectedMs = timings === null ? null : Math.max(0, timings[stage] - elapsedMs);
  if (stage !== 'load' || done === 0 || done >= total) return expectedMs;
  return Math.max((elapsedMs / done) * (total - done), expectedMs ?? 0);
}

/** Milliseconds per step: as expected at first, and with every step more as it is. */
function stepMs(progress: StageProgress, expectedMs: number): number {
  if (progress.done === 0) return expectedMs;
  const trust = progress.done / (progress.done + TRUSTED_STEPS);
  return expectedMs + trust * (ownStepMs(progress) - expectedMs);
}

/** Milliseconds per step so far. */
function ownStepMs({ done, startedAtMs, heardAtMs }: StageProgress): number {
  return (heardAtMs - startedAtMs) / done;
}

function guidedIn({ prior, decoder }: Order): TimingRecord['guided'] {
  return { prior: prior.guidance > 1, decoder: decoder.guidance > 1 };
}

function isAlike(
  record: TimingRecord,
  model: string,
  provider: string,
  guided: TimingRecord['guided'],
): boolean {
  return (
    record.model === model &&
    record.provider === provider &&
    record.guided.prior === guided.prior &&
    record.guided.decoder === guided.decoder
  );
}

function isSize(record: TimingRecord, width: number, height: number): boolean {
  return record.width === width && record.height === height;
}

function blend(before: StageTimings, newest: StageTimings): StageTimings {
  const mixed = { ...newest };
  for (const stage of STAGES)
    mixed[stage] = before[stage] + NEWEST * (newest[stage] - before[stage]);
  // A picture of a model that was loaded already says nothing about loading it.
  if (newest.load < before.load / 4) mixed.load = before.load;
  return mixed;
}
