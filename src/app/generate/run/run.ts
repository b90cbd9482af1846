import type { Progress } from '../../../protocol/engine.ts';
import type { Order } from '../../lib/settings/start.ts';
import { formatDuration } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import { estimateLeft, steerEnd, type StageTimings } from '../../lib/run/eta.ts';
import { toFailure } from '../../lib/run/failure.ts';
import { currentStage, withProgress } from '../../lib/run/progress.ts';
import { wholeShare } from '../../lib/run/whole-share.ts';
import { announce, announceInPassing } from '../../state/announcer.ts';
import { useQueue } from '../../state/queue.ts';
import { useRun } from '../../state/run.ts';
import { theEngine } from '../../state/services.ts';
import { noteTimings, timingsFor } from '../../state/stage-timings.ts';
import { withStartPixels } from '../start/with-start.ts';
import { showPicture, startEncoder } from '../../pictures/public.ts';

let abort: AbortController | null = null;
/** What to expect of the picture that is being painted. */
let timings: StageTimings | null = null;

/**
 * Paints one picture; for the queue, which has one painted at a time. Settles when the picture is ready, or when the
 * engine has given it up, and never fails.
 */
export async function startRun(request: Order): Promise<void> {
  const own = new AbortController();
  abort = own;
  timings = timingsFor(request);
  useRun.setState(
    {
      kind: 'running',
      request,
      startedAtMs: performance.now(),
      stages: {},
      preview: null,
      share: 0,
      endAtMs: null,
    },
    true,
  );
  try {
    await paint(request, own.signal);
  } catch (error) {
    // Stop has been answered; whatever comes of it is no failure.
    if (own.signal.aborted) return;
    useRun.setState({ kind: 'failed', failure: toFailure(error), request }, true);
  }
}

/** Answers at once; the engine follows when it can. */
export function stopRun(): void {
  if (useRun.getState().kind !== 'running') return;
  useRun.setState({ kind: 'stopped' }, true);
  announce(texts.announce.stopped);
  abort?.abort();
}

/** @throws the signal's reason if it is aborted before the picture is shown */
async function paint(order: Order, signal: AbortSignal): Promise<void> {
  const startedAtMs = performance.now();
  startEncoder();
  const request = order.start === undefined ? order : await withStartPixels(order);
  signal.throwIfAborted();
  const result = await theEngine().generate(request, signal, noteProgress);
  signal.throwIfAborted();
  if (result.kind === 'cancelled') {
    useRun.setState({ kind: 'stopped' }, true);
    return;
  }
  const totalMs = performance.now() - startedAtMs;
  noteTimings(order, result.timesMs);
  await showPicture({ ...result, request: order }, totalMs, signal);
  useRun.setState({ kind: 'idle' }, true);
  const { length } = useQueue.getState().waiting.filter(({ hold }) => hold === null);
  announce(texts.announce.ready(formatDuration(totalMs), length));
}

/** The weights arrive in hundreds of pieces; nobody can read how far they are more often. */
const LOAD_NOTED_MS = 100;
let loadNotedAtMs = -Infinity;

function noteProgress(progress: Progress): void {
  const run = useRun.getState();
  // A step that was going on when Stop was pressed is told all the same.
  if (run.kind !== 'running') return;
  const nowMs = performance.now();
  if (progress.stage === 'restart') {
    loadNotedAtMs = -Infinity;
    useRun.setState({ ...run, stages: {}, preview: null, share: 0, endAtMs: null }, true);
    return;
  }
  if (progress.stage === 'load') {
    const isOver = progress.done >= progress.total;
    if (!isOver && nowMs - loadNotedAtMs < LOAD_NOTED_MS) return;
    loadNotedAtMs = nowMs;
  }
  const stages = withProgress(run.stages, progress, nowMs);
  const preview = (progress.stage === 'prior' ? progress.preview : undefined) ?? run.preview;
  const leftMs = estimateLeft(stages, timings, run.request, nowMs);
  const endAtMs = steerEnd(run.endAtMs, leftMs, nowMs);
  const stageBefore = currentStage(run.stages);
  const share = wholeShare(stages, timings, run.request);
  useRun.setState({ ...run, stages, preview, share, endAtMs }, true);
  const stage = currentStage(stages);
  if (stage !== null && stage !== stageBefore) announceInPassing(texts.progress.stages[stage]);
}
