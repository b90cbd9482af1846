import { create } from 'zustand';
import type { Bitmap, Engine, Failure, GenerateRequest, Progress } from '../../protocol/engine.ts';
import { startEncoder } from '../encode/client.ts';
import { estimateLeft, steerEnd, type Pace } from '../lib/eta.ts';
import { toFailure } from '../lib/failure.ts';
import { formatDuration } from '../lib/format.ts';
import { currentStage, withProgress, type ProgressByStage } from '../lib/progress.ts';
import { texts } from '../texts.ts';
import { announce, announceInPassing } from './announcer.ts';
import { notePace, paceFor } from './pace.ts';
import { showPicture } from './pictures.ts';
import { useQueue } from './queue.ts';

export type RunState =
  | { kind: 'idle' }
  | {
      kind: 'running';
      request: GenerateRequest;
      startedAtMs: number;
      stages: ProgressByStage;
      preview: Bitmap | null;
      /** When it should be ready, of `performance.now()`; null while nobody can know. */
      endAtMs: number | null;
    }
  | { kind: 'stopped' }
  | { kind: 'failed'; failure: Failure; request: GenerateRequest };

export const useRun = create<RunState>()(() => ({ kind: 'idle' }));

let abort: AbortController | null = null;
/** Settles when the engine has let go of the last picture, stopped ones included. */
let engineFree: Promise<void> = Promise.resolve();
/** What to expect of the picture that is being painted. */
let pace: Pace | null = null;

/**
 * Paints one picture. Does nothing while another is being painted. Settles when the picture is
 * ready, has failed or was stopped; the engine may need longer to let go of a stopped one, and the
 * next one waits for it.
 */
export async function startRun(engine: Engine, request: GenerateRequest): Promise<void> {
  if (useRun.getState().kind === 'running') return;
  const own = new AbortController();
  abort = own;
  pace = paceFor(request);
  useRun.setState(
    {
      kind: 'running',
      request,
      startedAtMs: performance.now(),
      stages: {},
      preview: null,
      endAtMs: null,
    },
    true,
  );
  const stopped = new Promise<void>((resolve) =>
    own.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  engineFree = engineFree
    .then(() => paint(engine, request, own.signal))
    .catch((error: unknown) => {
      if (own.signal.aborted) return;
      useRun.setState({ kind: 'failed', failure: toFailure(error), request }, true);
    });
  await Promise.race([engineFree, stopped]);
}

/** Answers at once; the engine follows when it can. */
export function stopRun(): void {
  if (useRun.getState().kind !== 'running') return;
  useRun.setState({ kind: 'stopped' }, true);
  announce(texts.announce.stopped);
  abort?.abort();
}

async function paint(engine: Engine, request: GenerateRequest, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const startedAtMs = performance.now();
  startEncoder();
  const result = await engine.generate(request, signal, (progress) => {
    if (!signal.aborted) noteProgress(progress);
  });
  if (signal.aborted) return;
  if (result.kind === 'cancelled') {
    useRun.setState({ kind: 'stopped' }, true);
    return;
  }
  const totalMs = performance.now() - startedAtMs;
  notePace(request, result.timesMs);
  await showPicture(result, totalMs);
  if (signal.aborted) return;
  useRun.setState({ kind: 'idle' }, true);
  const { length } = useQueue.getState().waiting.filter(({ hold }) => hold === null);
  announce(texts.announce.ready(formatDuration(totalMs), length));
}

/** The weights arrive in hundreds of pieces; nobody can read how far they are more often. */
const LOAD_NOTED_MS = 100;
let loadNotedAtMs = -Infinity;

function noteProgress(progress: Progress): void {
  const run = useRun.getState();
  if (run.kind !== 'running') return;
  const nowMs = performance.now();
  if (progress.stage === 'restart') {
    loadNotedAtMs = -Infinity;
    useRun.setState({ ...run, stages: {}, preview: null, endAtMs: null }, true);
    return;
  }
  if (progress.stage === 'load') {
    const isOver = progress.done >= progress.total;
    if (!isOver && nowMs - loadNotedAtMs < LOAD_NOTED_MS) return;
    loadNotedAtMs = nowMs;
  }
  const stages = withProgress(run.stages, progress, nowMs);
  const preview = (progress.stage === 'prior' ? progress.preview : undefined) ?? run.preview;
  const leftMs = estimateLeft(stages, pace, run.request, nowMs);
  const endAtMs = steerEnd(run.endAtMs, leftMs, nowMs);
  const stageBefore = currentStage(run.stages);
  useRun.setState({ ...run, stages, preview, endAtMs }, true);
  const stage = currentStage(stages);
  if (stage !== null && stage !== stageBefore) announceInPassing(texts.progress.stages[stage]);
}
