import type { Stage } from '../../../protocol/engine.ts';
import type { Order } from '../settings/start.ts';
import { stageMs, type StageTimings } from './eta.ts';
import { STAGES, stageState, type ProgressByStage } from './progress.ts';

/** How long the stages take beside each other, where nothing is known of this machine. */
export const USUAL_TIMINGS: StageTimings = {
  load: 3,
  text: 0.5,
  prior: 0.5,
  decoder: 0.5,
  vqgan: 1,
};

/**
 * How much of a picture is done, each stage counted for as long as it should take. With the same `timings` it does not
 * fall until the picture begins again.
 * @returns 0 to 1
 */
export function wholeShare(
  stages: ProgressByStage,
  timings: StageTimings | null,
  request: Order,
): number {
  let [doneMs, wholeMs] = [0, 0];
  for (const stage of STAGES) {
    const state = stageState(stage, stages);
    // Nothing had to be loaded.
    if (state === 'finished' && stages[stage] === undefined) continue;
    const ms = stageMs(stage, timings ?? USUAL_TIMINGS, request);
    wholeMs += ms;
    if (state === 'finished') doneMs += ms;
    else if (state === 'running') doneMs += ms * shareOf(stage, stages);
  }
  return wholeMs === 0 ? 0 : doneMs / wholeMs;
}

function shareOf(stage: Stage, stages: ProgressByStage): number {
  const { done, total } = stages[stage]!;
  return total > 0 ? Math.min(1, done / total) : 0;
}
