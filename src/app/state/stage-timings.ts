import type { Stage, StageTimes } from '../../protocol/engine.ts';
import {
  expectTimings,
  learnTimings,
  wholeMs,
  type RunConditions,
  type StageTimings,
} from '../lib/run/eta.ts';
import type { Order } from '../lib/settings/start.ts';
import { useModel, useStageTimings } from './painting-state.ts';

export { useStageTimings };

/** How fast this machine should paint the request, or null if nothing like it was painted here. */
export function timingsFor(request: Order): StageTimings | null {
  const conditions = conditionsOf(request);
  if (conditions === null) return null;
  const { records, rehearsal } = useStageTimings.getState();
  const known = expectTimings(records, conditions);
  return known ?? (rehearsal && expectTimings([rehearsal], conditions));
}

/** Milliseconds that the requests should take in all, or null if one of them is unknown. */
export function expectedMs(requests: readonly Order[]): number | null {
  let totalMs = 0;
  for (const request of requests) {
    const timings = timingsFor(request);
    if (timings === null) return null;
    // The model is loaded once, by the first.
    totalMs += wholeMs(totalMs === 0 ? timings : { ...timings, load: 0 }, request);
  }
  return totalMs;
}

/** Remembers what a finished picture took. */
export function noteTimings(request: Order, timesMs: Record<Stage, number>): void {
  const conditions = conditionsOf(request);
  if (conditions === null) return;
  useStageTimings.setState(({ records }) => ({
    records: learnTimings(records, conditions, timesMs),
    loaded: conditions.model,
  }));
}

/**
 * The open model is in memory: pictures of it take no time to load.
 * @param timesMs what a first run of every stage took, with a single step of the two that denoise
 */
export function noteLoaded(request: Order, timesMs: StageTimes | null): void {
  const conditions = conditionsOf(request);
  if (conditions === null) return;
  const { model } = conditions;
  if (timesMs === null) useStageTimings.setState({ loaded: model });
  else {
    const oneStep = { schedule: 'uniform', steps: 1 } as const;
    const prior = { ...request.prior, ...oneStep };
    const decoder = { ...request.decoder, ...oneStep };
    const [rehearsal = null] = learnTimings(
      [],
      { ...conditions, request: { ...request, prior, decoder } },
      timesMs,
    );
    useStageTimings.setState({ loaded: model, rehearsal });
  }
}

function conditionsOf(request: Order): RunConditions | null {
  const model = useModel.getState();
  if (model.kind !== 'open') return null;
  const { manifest, device } = model.model;
  const loaded = useStageTimings.getState().loaded === manifest.id;
  return { model: manifest.id, provider: device.provider, request, loaded };
}
