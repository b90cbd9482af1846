import { useQueue } from '../state/queue.ts';
import { useRun } from '../state/run.ts';

/** Whether a picture is being painted or is about to be: nothing may reload the page then. */
export function isBusy(): boolean {
  return (
    useRun.getState().kind === 'running' ||
    useQueue.getState().waiting.some(({ hold }) => hold === null)
  );
}

/** Between two pictures nothing is running for a moment, and the last one is still being kept. */
const QUIET_MS = 2000;

/**
 * Calls back once, a little after the last picture is done.
 * @returns how to call it off
 */
export function whenFree(callback: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    if (isBusy()) return;
    timer = setTimeout(() => {
      stop();
      callback();
    }, QUIET_MS);
  };
  const unsubscribe = [useRun.subscribe(look), useQueue.subscribe(look)];
  const stop = () => {
    clearTimeout(timer);
    for (const each of unsubscribe) each();
  };
  return stop;
}
