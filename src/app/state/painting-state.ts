import type { PackageAddress } from '../../package/address.ts';
import type { Bitmap, Failure, OpenedModel } from '../../protocol/engine.ts';
import type { ProgressByStage } from '../lib/run/progress.ts';
import type { Order } from '../lib/settings/start.ts';
import { createSlicedStore } from '../lib/sliced-store.ts';
import { timingsSlice, type TimingState } from './timings-slice.ts';

/** What paints, what is painted, and what waits for it. */

interface Chosen {
  /** What the engine opens; null if the address named something that may not be opened. */
  url: string | null;
  /** A model that the page's address asks for and nobody has agreed to yet. */
  asked: PackageAddress | null;
  /** Key of the model to begin with; null is the built-in one. */
  defaultKey: string | null;
}

export type ModelState =
  { kind: 'opening' } | { kind: 'open'; model: OpenedModel } | { kind: 'failed'; failure: Failure };

/** The picture that is being painted, or how the last one ended. */
export type RunState =
  | { kind: 'idle' }
  | {
      kind: 'running';
      request: Order;
      startedAtMs: number;
      stages: ProgressByStage;
      preview: Bitmap | null;
      /** How much of it is done, 0 to 1; falls only where the picture begins again. */
      share: number;
      /** When it should be ready, of `performance.now()`; null while nobody can know. */
      endAtMs: number | null;
    }
  | { kind: 'stopped' }
  | { kind: 'failed'; failure: Failure; request: Order };

/**
 * Why a picture waits although nothing is being painted: it comes from before a reload, the one
 * before it failed (most failures would hit it as well, one after the other), or all was stopped.
 */
export type Hold = 'visit' | 'failure' | 'stopped';

export interface Waiting {
  id: number;
  request: Order;
  hold: Hold | null;
}

interface QueueState {
  /** In the order in which they are painted. */
  waiting: Waiting[];
  /** What was taken out last, to be put back; `index`: its place at the time. */
  removed: { waiting: Waiting; index: number }[];
}

/** A picture of the batch that is ready. */
export interface Finished {
  /** Of its record. */
  id: string;
  request: Order;
}

interface PaintingState {
  chosen: Chosen;
  model: ModelState;
  run: RunState;
  queue: QueueState;
  /**
   * The pictures that are painted one after the other: what one press of Generate asked for, and what was added while
   * it was painted. Here are those that are ready, in the order in which they were painted; the others are in the queue.
   */
  batch: { finished: readonly Finished[] };
  /** What the pictures so far took, kept across visits. */
  timings: TimingState;
}

export const {
  chosen: useChosen,
  model: useModel,
  run: useRun,
  queue: useQueue,
  batch: useBatch,
  timings: useStageTimings,
} = createSlicedStore<PaintingState>({
  chosen: () => ({ url: null, asked: null, defaultKey: null }),
  model: () => ({ kind: 'opening' }),
  run: () => ({ kind: 'idle' }),
  queue: () => ({ waiting: [], removed: [] }),
  batch: () => ({ finished: [] }),
  timings: timingsSlice,
});
