import { create } from 'zustand';
import type { Bitmap, Engine, Failure, GenerateRequest, Progress } from '../../protocol/engine.ts';
import { toFailure } from '../lib/failure.ts';
import { formatDuration } from '../lib/format.ts';
import { currentStage, withProgress, type ProgressByStage } from '../lib/progress.ts';
import { texts } from '../texts.ts';
import { announce } from './announcer.ts';
import { showPicture } from './pictures.ts';

export type RunState =
  | { kind: 'idle' }
  | {
      kind: 'running';
      request: GenerateRequest;
      startedAtMs: number;
      stages: ProgressByStage;
      preview: Bitmap | null;
    }
  | { kind: 'stopped' }
  | { kind: 'failed'; failure: Failure; request: GenerateRequest };

export const useRun = create<RunState>()(() => ({ kind: 'idle' }));

let abort: AbortController | null = null;
/** Settles when the engine has let go of the last picture, stopped ones included. */
let engineFree: Promise<void> = Promise.resolve();

/** Paints one picture. Does nothing while another is being painted. */
export async function startRun(engine: Engine, request: GenerateRequest): Promise<void> {
  if (useRun.getState().kind === 'running') return;
  const own = new AbortController();
  abort = own;
  useRun.setState(
    { kind: 'running', request, startedAtMs: performance.now(), stages: {}, preview: null },
    true,
  );
  engineFree = engineFree
    .then(() => paint(engine, request, own.signal))
    .catch((error: unknown) => {
      if (own.signal.aborted) return;
      useRun.setState({ kind: 'failed', failure: toFailure(error), request }, true);
    });
  await engineFree;
}

/** Answers at once; the engine follows when it can. */
export function stopRun(): void {
  if (useRun.getState().kind !== 'running') return;
  abort?.abort();
  useRun.setState({ kind: 'stopped' }, true);
  announce(texts.announce.stopped);
}

async function paint(engine: Engine, request: GenerateRequest, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const startedAtMs = performance.now();
  const result = await engine.generate(request, signal, (progress) => {
    if (!signal.aborted) noteProgress(progress);
  });
  if (signal.aborted) return;
  if (result.kind === 'cancelled') {
    useRun.setState({ kind: 'stopped' }, true);
    return;
  }
  const totalMs = performance.now() - startedAtMs;
  await showPicture(result, totalMs);
  if (signal.aborted) return;
  useRun.setState({ kind: 'idle' }, true);
  announce(texts.announce.ready(formatDuration(totalMs)));
}

function noteProgress(progress: Progress): void {
  const run = useRun.getState();
  if (run.kind !== 'running') return;
  const stages = withProgress(run.stages, progress, performance.now());
  const preview = (progress.stage === 'prior' ? progress.preview : undefined) ?? run.preview;
  const stageBefore = currentStage(run.stages);
  useRun.setState({ ...run, stages, preview }, true);
  const stage = currentStage(stages);
  if (stage !== null && stage !== stageBefore) announce(texts.progress.stages[stage]);
}
