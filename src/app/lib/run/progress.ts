import type { Stage, StepProgress } from '../../../protocol/engine.ts';
import { texts } from '../../i18n/texts.ts';
import { formatBytes } from '../../i18n/format.ts';

/** The stages in the order in which a picture passes through them. */
export const STAGES = ['load', 'text', 'prior', 'decoder', 'vqgan'] as const satisfies Stage[];

export interface StageProgress {
  done: number;
  /** 0 while nobody knows. */
  total: number;
  startedAtMs: number;
  /** When `done` was last told. */
  heardAtMs: number;
}

export type ProgressByStage = Partial<Record<Stage, StageProgress>>;

/** Folds one message into what is known; a stage keeps the time at which it was first heard of. */
export function withProgress(
  known: ProgressByStage,
  progress: StepProgress,
  nowMs: number,
): ProgressByStage {
  const startedAtMs = known[progress.stage]?.startedAtMs ?? nowMs;
  return {
    ...known,
    [progress.stage]: {
      done: progress.done,
      total: progress.total,
      startedAtMs,
      heardAtMs: nowMs,
    },
  };
}

/** The latest stage that anything was heard of. */
export function currentStage(known: ProgressByStage): Stage | null {
  return STAGES.findLast((stage) => known[stage] !== undefined) ?? null;
}

export type StageState = 'waiting' | 'running' | 'finished';

/**
 * A stage is over when a later one has begun. Having counted to its end is not enough: loaded
 * files must still be made into sessions, and a last step must still be read back.
 */
export function stageState(stage: Stage, known: ProgressByStage): StageState {
  const current = currentStage(known);
  if (current === null) return 'waiting';
  const at = STAGES.indexOf(stage);
  const currentAt = STAGES.indexOf(current);
  if (at < currentAt) return 'finished';
  return at > currentAt ? 'waiting' : 'running';
}

/** Milliseconds that the stages took which are over: each lasted until the next was heard of. */
export function finishedTimes(known: ProgressByStage): Partial<Record<Stage, number>> {
  const times: Partial<Record<Stage, number>> = {};
  const heard = STAGES.filter((stage) => known[stage] !== undefined);
  for (const [i, stage] of heard.entries()) {
    const next = heard[i + 1];
    if (next !== undefined) times[stage] = known[next]!.startedAtMs - known[stage]!.startedAtMs;
  }
  return times;
}

/** How far a running stage is: `step 5 of 20`, `12 MB of 18 MB`; empty where there is nothing to count. */
export function stageWords(stage: Stage, { done, total }: StageProgress): string {
  if (stage === 'load') {
    if (done >= total) return texts.progress.preparing;
    return texts.progress.bytes(formatBytes(done), formatBytes(total));
  }
  return total <= 1 ? '' : texts.progress.step(done, total);
}
