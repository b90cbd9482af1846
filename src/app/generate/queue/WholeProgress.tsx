import { useNow } from '../../ui/use-now.ts';
import type { RunState } from '../../state/run.ts';
import { texts } from '../../i18n/texts.ts';
import { progressParts } from '../run/tab-title.ts';
import styles from './WholeProgress.module.css';

const TICK_MS = 1000;

/** As much of it as one line has room for: it never takes a second one. */
export function WholeProgress({ run }: { run: Extract<RunState, { kind: 'running' }> }) {
  const { percent, left } = progressParts(run, useNow(TICK_MS));
  return (
    <div className={styles.progress}>
      <span>{percent === null ? '…' : texts.progress.short(percent, null)}</span>
      <progress className={styles.bar} aria-label={texts.progress.whole} value={run.share} />
      {left !== null && <span>{left}</span>}
    </div>
  );
}
