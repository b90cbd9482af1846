import type { Stage } from '../../protocol/engine.ts';
import { formatDuration } from '../i18n/format.ts';
import { STAGES } from '../lib/run/progress.ts';
import { texts } from '../i18n/texts.ts';
import styles from './StageTimes.module.css';

/** Where the time went: a string of links, each as long as its stage took, and the times in words. */
export function StageTimes({ timesMs }: { timesMs: Partial<Record<Stage, number>> }) {
  const stages = STAGES.filter((stage) => timesMs[stage] !== undefined);
  return (
    <div className={styles.times}>
      <div className={styles.string} aria-hidden="true">
        {stages.map((stage) => (
          <span key={stage} data-stage={stage} style={{ flexGrow: timesMs[stage] }} />
        ))}
      </div>
      <StageLegend timesMs={timesMs} />
    </div>
  );
}

/** The times in words, one for each stage that is known. */
export function StageLegend({ timesMs }: { timesMs: Partial<Record<Stage, number>> }) {
  return (
    <ul className={styles.legend} aria-label={texts.receipt.times}>
      {STAGES.map((stage) => {
        const ms = timesMs[stage];
        return ms === undefined ? null : (
          <li key={stage} data-stage={stage}>
            <span className={styles.stage}>{texts.receipt.stages[stage]}</span>{' '}
            <span className={styles.time}>{formatDuration(ms)}</span>
          </li>
        );
      })}
    </ul>
  );
}
