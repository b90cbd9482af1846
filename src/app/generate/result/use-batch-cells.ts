import { useMemo } from 'react';
import type { GenerateRequest } from '../../../protocol/engine.ts';
import { useBatch } from '../../state/batch.ts';
import { useQueue } from '../../state/queue.ts';
import type { RunState } from '../../state/run.ts';

/** A picture of the batch: `id` of its record, or its place in the queue. */
export type BatchCell =
  | { kind: 'finished'; id: string; request: GenerateRequest }
  | { kind: 'painting'; request: GenerateRequest }
  | { kind: 'waiting'; id: number; request: GenerateRequest };

/** The pictures of the batch: those that are ready, the one being painted, and those that follow by themselves. */
export function useBatchCells(run: RunState): readonly BatchCell[] {
  const finished = useBatch((state) => state.finished);
  const waiting = useQueue((state) => state.waiting);
  const painting = run.kind === 'running' ? run.request : null;
  return useMemo(() => {
    const cells: BatchCell[] = finished.map((each) => ({ kind: 'finished', ...each }));
    if (painting === null) return cells;
    cells.push({ kind: 'painting', request: painting });
    for (const { id, request, hold } of waiting) {
      if (hold === null) cells.push({ kind: 'waiting', id, request });
    }
    return cells;
  }, [finished, waiting, painting]);
}
