import * as v from 'valibot';
import { createJSONStorage, persist } from 'zustand/middleware';
import type { TimingRecord } from '../lib/run/eta.ts';
import { tabStorage } from '../lib/tab-storage.ts';

const Milliseconds = v.pipe(v.number(), v.finite(), v.minValue(0));

const StoredRecord = v.object({
  model: v.string(),
  provider: v.string(),
  width: Milliseconds,
  height: Milliseconds,
  guided: v.object({ prior: v.boolean(), decoder: v.boolean() }),
  // Those of earlier visits knew words only.
  fromPicture: v.optional(v.boolean(), false),
  pace: v.object({
    load: Milliseconds,
    text: Milliseconds,
    prior: Milliseconds,
    decoder: Milliseconds,
    vqgan: Milliseconds,
  }),
});

const Stored = v.object({ records: v.fallback(v.array(StoredRecord), []) });

export interface TimingState {
  records: TimingRecord[];
  /** The model that is in memory. */
  loaded: string | null;
  /** What a single step of a picture took that nobody saw, for as long as nothing better is known. */
  rehearsal: TimingRecord | null;
}

/** The records are kept across visits. */
export const timingsSlice = persist(
  (): TimingState => ({ records: [], loaded: null, rehearsal: null }),
  {
    name: 'wuerstchen.pace',
    version: 1,
    storage: createJSONStorage(() => tabStorage),
    partialize: ({ records }) => ({ records }),
    merge: (stored, fresh) => {
      const read = v.safeParse(Stored, stored);
      return { ...fresh, records: read.success ? read.output.records : [] };
    },
  },
);
