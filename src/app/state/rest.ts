import type { Engine } from '../../protocol/engine.ts';
import { isBusy } from '../pwa/busy.ts';
import { useKept } from '../pwa/keep.ts';

/** A tab that nobody looks at for this long gives the engine's memory back. */
const HIDDEN_MS = 5 * 60_000;

/** What is needed of `document`. */
type Visibility = Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;

/**
 * Ends the engine's worker, a few hundred megabytes, while the page stays hidden and paints nothing,
 * and opens the model again when somebody comes back. Only where everything is kept on this device:
 * the network may be gone by then.
 * @returns how to stop
 */
export function restWhileHidden(
  engine: Engine,
  modelUrl: string | null,
  page: Visibility = document,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let resting = false;
  const rest = () => {
    if (isBusy() || !useKept.getState().kept) {
      timer = setTimeout(rest, HIDDEN_MS);
      return;
    }
    resting = true;
    void engine.close();
  };
  const look = () => {
    clearTimeout(timer);
    if (page.visibilityState === 'hidden') {
      if (!resting) timer = setTimeout(rest, HIDDEN_MS);
    } else if (resting && modelUrl !== null) {
      resting = false;
      // If that fails the next picture tries again, and says why.
      engine.open(modelUrl).catch(() => undefined);
    }
  };
  page.addEventListener('visibilitychange', look);
  return () => {
    clearTimeout(timer);
    page.removeEventListener('visibilitychange', look);
  };
}
