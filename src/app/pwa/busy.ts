import { useQueue } from '../state/queue.ts';
import { useRun } from '../state/run.ts';
import { whenSaved } from '../state/saving.ts';

/** Whether a picture is being painted or is about to be: nothing may reload the page then. */
export function isBusy(): boolean {
  return (
    useRun.getState().kind === 'running' ||
    useQueue.getState().waiting.some(({ hold }) => hold === null)
  );
}

/**
 * Calls back once, when no picture is painted or waits, and the last one has been kept.
 * @returns how to call it off
 */
export function whenFree(callback: () => void): () => void {
  let isOver = false;
  const look = async () => {
    if (isBusy()) return;
    await whenSaved();
    // The next picture may have begun meanwhile.
    if (isOver || isBusy()) return;
    stop();
    callback();
  };
  const unsubscribe = [useRun, useQueue].map((store) => store.subscribe(() => void look()));
  const stop = () => {
    isOver = true;
    for (const each of unsubscribe) each();
  };
  void look();
  return stop;
}
