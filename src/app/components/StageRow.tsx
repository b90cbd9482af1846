import { useId } from 'react';
import type { Stage } from '../../protocol/engine.ts';
import { formatBytes } from '../lib/format.ts';
import { stageState, type ProgressByStage } from '../lib/progress.ts';
import { texts } from '../texts.ts';
import styles from './StageRow.module.css';

/** One stage: its name, a native progress bar, and how far it is in words. */
export function StageRow({ stage, stages }: { stage: Stage; stages: ProgressByStage }) {
  const id = useId();
  const state = stageState(stage, stages);
  const known = stages[stage];
  const { value, max } =
    state === 'finished'
      ? { value: 1, max: 1 }
      : known === undefined
        ? { value: 0, max: 1 }
        : { value: known.total > 0 ? known.done : undefined, max: known.total || 1 };
  // One long evaluation says nothing until it is over: show that it works, not that it stands.
  const indeterminate = state === 'running' && (value === undefined || (max === 1 && value === 0));
  return (
    <div className={styles.row} data-state={state}>
      <label className={styles.label} htmlFor={id}>
        {texts.progress.stages[stage]}
      </label>
      <progress
        id={id}
        className={styles.bar}
        max={max}
        {...(indeterminate ? {} : { value: value ?? 0 })}
      />
      <span className={styles.count}>{describe(stage, stages)}</span>
    </div>
  );
}

function describe(stage: Stage, stages: ProgressByStage): string {
  const known = stages[stage];
  const state = stageState(stage, stages);
  if (state === 'finished') return texts.progress.finished;
  if (known === undefined || known.total === 0) return '';
  if (stage === 'load') {
    return texts.progress.bytes(formatBytes(known.done), formatBytes(known.total));
  }
  return known.total > 1 ? texts.progress.step(known.done, known.total) : '';
}
