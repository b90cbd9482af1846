import * as v from 'valibot';
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { GenerateRequest, Stage } from '../../protocol/engine.ts';
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
}

/** What the pictures so far took, kept across visits. */
export const usePace = create<PaceState>()(
  persist((): PaceState => ({ records: [], loaded: null }), {
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
  return circumstances === null ? null : expectPace(usePace.getState().records, circumstances);
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

/** The open model is in memory: pictures of it take no time to load. */
export function noteLoaded(): void {
  const model = useModel.getState();
  if (model.kind === 'open') usePace.setState({ loaded: model.model.manifest.id });
}

function circumstancesOf(request: GenerateRequest): Circumstances | null {
  const model = useModel.getState();
  if (model.kind !== 'open') return null;
  const { manifest, device } = model.model;
  const loaded = usePace.getState().loaded === manifest.id;
  return { model: manifest.id, provider: device.provider, request, loaded };
}
