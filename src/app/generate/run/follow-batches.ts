import { beginBatch } from '../../state/batch.ts';
import { usePictures } from '../../state/shown-picture.ts';
import { useQueue, type Waiting } from '../../state/queue.ts';
import { useRun } from '../../state/run.ts';

/**
 * Begins a batch with every picture that is asked for while nothing is painted, and turns to what is painted then,
 * whatever picture was chosen before. Returns how to stop.
 */
export function followBatches(): () => void {
  return useQueue.subscribe(({ waiting }, before) => {
    const begins = mayBegin(waiting) && !mayBegin(before.waiting);
    if (!begins || useRun.getState().kind === 'running') return;
    usePictures.setState({ chosen: null });
    // What was held and goes on belongs to the pictures before it.
    if (waiting.length > before.waiting.length) beginBatch();
  });
}

function mayBegin(waiting: readonly Waiting[]): boolean {
  return waiting.some(({ hold }) => hold === null);
}
