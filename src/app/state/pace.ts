import * as v from 'valibot';
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { GenerateRequest, Stage, StageTimes } from '../../protocol/engine.ts';
import {
  expectPace,
  learnPace,
  wholeMs,
  type Circumstances,
  type Pace,
  type PaceRecord,
} from '../lib/eta.ts';
import { tabStorage } from '../lib/tab-storage.ts';
import { useModel } from './model.ts';

const Milliseconds = v.pipe(v.number(), v.finite(), v.minValue(0));

const StoredRecord = v.object({
  model: v.string(),
  provider: v.string(),
  width: Milliseconds,
  height: Milliseconds,
  guided: v.object({ prior: v.boolean(), decoder: v.boolean() }),
  pace: v.object({
    load: Milliseconds,
    text: Milliseconds,
    prior: Milliseconds,
    decoder: Milliseconds,
    vqgan: Milliseconds,
  }),
});

const Stored = v.object({ records: v.fallback(v.array(StoredRecord), []) });

interface PaceState {
  records: PaceRecord[];
  /** The model that is in memory. */
  loaded: string | null;
  /** What a single step of a picture took that nobody saw, for as long as nothing better is known. */
  rehearsal: PaceRecord | null;
}

/** What the pictures so far took, kept across visits. */
export const usePace = create<PaceState>()(
  persist((): PaceState => ({ records: [], loaded: null, rehearsal: null }), {
    name: 'wuerstchen.pace',
    version: 1,
    storage: createJSONStorage(() => tabStorage),
    partialize: ({ records }) => ({ records }),
    merge: (stored, fresh) => {
      const read = v.safeParse(Stored, stored);
      return { ...fresh, records: read.success ? read.output.records : [] };
    },
  }),
);

/** How fast this machine should paint the request, or null if nothing like it was painted here. */
export function paceFor(request: GenerateRequest): Pace | null {
  const circumstances = circumstancesOf(request);
  if (circumstances === null) return null;
  const { records, rehearsal } = usePace.getState();
  const known = expectPace(records, circumstances);
  return known ?? (rehearsal && expectPace([rehearsal], circumstances));
}

/** Milliseconds that the requests should take in all, or null if one of them is unknown. */
export function expectedMs(requests: readonly GenerateRequest[]): number | null {
  let totalMs = 0;
  for (const request of requests) {
    const pace = paceFor(request);
    if (pace === null) return null;
    // The model is loaded once, by the first.
    totalMs += wholeMs(totalMs === 0 ? pace : { ...pace, load: 0 }, request);
  }
  return totalMs;
}

/** Remembers what a finished picture took. */
export function notePace(request: GenerateRequest, timesMs: Record<Stage, number>): void {
  const circumstances = circumstancesOf(request);
  if (circumstances === null) return;
  usePace.setState(({ records }) => ({
    records: learnPace(records, circumstances, timesMs),
    loaded: circumstances.model,
  }));
}

/**
 * The open model is in memory: pictures of it take no time to load.
 * @param timesMs what a first run of every stage took, with a single step of the two that denoise
 */
export function noteLoaded(request: GenerateRequest, timesMs: StageTimes | null): void {
  const circumstances = circumstancesOf(request);
  if (circumstances === null) return;
  const { model } = circumstances;
  if (timesMs === null) usePace.setState({ loaded: model });
  else {
    const oneStep = { schedule: 'uniform', steps: 1 } as const;
    const prior = { ...request.prior, ...oneStep };
    const decoder = { ...request.decoder, ...oneStep };
    const [rehearsal = null] = learnPace(
      [],
      { ...circumstances, request: { ...request, prior, decoder } },
      timesMs,
    );
    usePace.setState({ loaded: model, rehearsal });
  }
}

function circumstancesOf(request: GenerateRequest): Circumstances | null {
  const model = useModel.getState();
  if (model.kind !== 'open') return null;
  const { manifest, device } = model.model;
  const loaded = usePace.getState().loaded === manifest.id;
  return { model: manifest.id, provider: device.provider, request, loaded };
}
