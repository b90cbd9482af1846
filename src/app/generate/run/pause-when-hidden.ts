import { theEngine, theModelUrl } from '../../state/services.ts';
import { isBusy, useKept } from '../../pwa/public.ts';

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
export function pauseWhenHidden(page: Visibility = document): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isPaused = false;
  const pause = () => {
    if (isBusy() || !useKept.getState().kept) {
      timer = setTimeout(pause, HIDDEN_MS);
      return;
    }
    isPaused = true;
    void theEngine().close();
  };
  const look = () => {
    clearTimeout(timer);
    const modelUrl = theModelUrl();
    if (page.visibilityState === 'hidden') {
      if (!isPaused) timer = setTimeout(pause, HIDDEN_MS);
    } else if (isPaused && modelUrl !== null) {
      isPaused = false;
      // If that fails the next picture tries again, and says why.
      theEngine()
        .open(modelUrl)
        .catch(() => undefined);
    }
  };
  page.addEventListener('visibilitychange', look);
  return () => {
    clearTimeout(timer);
    page.removeEventListener('visibilitychange', look);
  };
}
