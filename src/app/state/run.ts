import { create } from 'zustand';
import type { Bitmap, Failure } from '../../protocol/engine.ts';
import type { Order } from '../lib/settings/start.ts';
import type { ProgressByStage } from '../lib/run/progress.ts';

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

export const useRun = create<RunState>()(() => ({ kind: 'idle' }));
