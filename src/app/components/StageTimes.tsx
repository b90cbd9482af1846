import type { Stage } from '../../protocol/engine.ts';
import { formatDuration } from '../lib/format.ts';
import { STAGES } from '../lib/progress.ts';
import { texts } from '../texts.ts';
import styles from './StageTimes.module.css';

/** Where the time went: a string of links, each as long as its stage took. */
export function StageTimes({ timesMs }: { timesMs: Record<Stage, number> }) {
  return (
    <ul className={styles.links} aria-label={texts.receipt.times}>
      {STAGES.map((stage) => (
        <li key={stage} data-stage={stage} style={{ flexGrow: Math.max(1, timesMs[stage]) }}>
          <span className={styles.link} />
          <span className={styles.stage}>{texts.receipt.stages[stage]}</span>{' '}
          <span className={styles.time}>{formatDuration(timesMs[stage])}</span>
        </li>
      ))}
    </ul>
  );
}
