import type { FailureCode } from '../../protocol/engine.ts';
import type { FormProblem } from '../lib/settings/request.ts';
import { createSlicedStore } from '../lib/sliced-store.ts';
import type { StartFault } from './start/pixels.ts';

/** What has kept a picture from being painted. */
interface GenerateState {
  /** The field that kept the last attempt from starting. `attempt` rises, so that it is said again. */
  problem: { problem: FormProblem | null; attempt: number };
  /** How often the last kind of failure has come in a row: what did not help once is not offered for ever. */
  attempts: { code: FailureCode | null; times: number };
  startNews: StartNews;
}

interface StartNews {
  /** Why the file that was chosen last was not taken. */
  fault: StartFault | null;
  /** Of the animation that was chosen the first frame is used. */
  isFirstFrame: boolean;
}

export const NO_NEWS: StartNews = { fault: null, isFirstFrame: false };

export const {
  problem: useProblem,
  attempts: useAttempts,
  startNews: useStartNews,
} = createSlicedStore<GenerateState>({
  problem: () => ({ problem: null, attempt: 0 }),
  attempts: () => ({ code: null, times: 0 }),
  startNews: () => NO_NEWS,
});
