import { useElapsed } from '../hooks/use-elapsed.ts';
import { formatDuration } from '../lib/format.ts';
import { STAGES } from '../lib/progress.ts';
import type { RunState } from '../state/run.ts';
import { texts } from '../texts.ts';
import styles from './StageList.module.css';
import { StageRow } from './StageRow.tsx';

export function StageList({ run }: { run: Extract<RunState, { kind: 'running' }> }) {
  const elapsedMs = useElapsed(run.startedAtMs);
  return (
    <div className={styles.list} role="group" aria-label={texts.progress.label}>
      {STAGES.map((stage) => (
        <StageRow key={stage} stage={stage} stages={run.stages} />
      ))}
      <p className={styles.elapsed}>{texts.progress.elapsed(formatDuration(elapsedMs))}</p>
    </div>
  );
}
