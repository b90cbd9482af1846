import { useNow } from '../hooks/use-now.ts';
import { formatDuration, formatTimeLeft } from '../lib/format.ts';
import { STAGES } from '../lib/progress.ts';
import type { RunState } from '../state/run.ts';
import { texts } from '../texts.ts';
import styles from './StageList.module.css';
import { StageRow } from './StageRow.tsx';

const TICK_MS = 200;

export function StageList({ run }: { run: Extract<RunState, { kind: 'running' }> }) {
  const nowMs = useNow(TICK_MS);
  const elapsedMs = Math.max(0, nowMs - run.startedAtMs);
  return (
    <div className={styles.list} role="group" aria-label={texts.progress.label}>
      {STAGES.map((stage) => (
        <StageRow key={stage} stage={stage} stages={run.stages} />
      ))}
      <p className={styles.times}>
        {run.endAtMs !== null && (
          <span className={styles.left}>{wordsFor(run.endAtMs - nowMs)}</span>
        )}
        <span>{texts.progress.elapsed(formatDuration(elapsedMs))}</span>
      </p>
    </div>
  );
}

function wordsFor(leftMs: number): string {
  return leftMs > 0 ? texts.progress.left(formatTimeLeft(leftMs)) : texts.progress.nearly;
}
