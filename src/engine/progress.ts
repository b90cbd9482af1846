import type { Progress, Stage, StepProgress } from '../protocol/engine.ts';

const ORDER: readonly Stage[] = ['load', 'text', 'prior', 'decoder', 'vqgan'];

/**
 * Holds progress to what the protocol promises, whatever the stages report: within a stage the
 * total is constant and `done` never falls nor passes it, and no stage comes back. What would
 * break that (a file fetched twice) is left out. A restart begins anew.
 */
export function orderedProgress(
  onProgress: (progress: Progress) => void,
): (progress: Progress) => void {
  let last: StepProgress | null = null;
  return (progress) => {
    if (progress.stage === 'restart') {
      last = null;
      onProgress(progress);
      return;
    }
    const order = ORDER.indexOf(progress.stage) - (last ? ORDER.indexOf(last.stage) : -1);
    if (order < 0) return;
    if (last && order === 0) {
      if (progress.total !== last.total || progress.done < last.done) return;
    }
    if (progress.done > progress.total) return;
    last = progress;
    onProgress(progress);
  };
}
