import { useId } from 'react';
import type { Stage } from '../../protocol/engine.ts';
import { formatBytes } from '../lib/format.ts';
import { stageState, type ProgressByStage, type StageProgress } from '../lib/progress.ts';
import { texts } from '../texts.ts';
import styles from './StageRow.module.css';

/** One stage: its name, a native progress bar, and how far it is in words. */
export function StageRow({ stage, stages }: { stage: Stage; stages: ProgressByStage }) {
  const id = useId();
  const state = stageState(stage, stages);
  const known = stages[stage];
  const { bar, words } =
    state === 'running' && known !== undefined
      ? describe(stage, known)
      : state === 'finished'
        ? { bar: { value: 1 }, words: texts.progress.finished }
        : { bar: { value: 0 }, words: '' };
  return (
    <div className={styles.row} data-state={state}>
      <label className={styles.label} htmlFor={id}>
        {texts.progress.stages[stage]}
      </label>
      <progress id={id} className={styles.bar} {...bar} />
      <span className={styles.count}>{words}</span>
    </div>
  );
}

interface Description {
  /** Without a value the bar says that it works, not how far it is. */
  bar: { value?: number; max?: number };
  words: string;
}

function describe(stage: Stage, { done, total }: StageProgress): Description {
  if (stage === 'load') {
    if (done >= total) return { bar: {}, words: texts.progress.preparing };
    return {
      bar: { value: done, max: total },
      words: texts.progress.bytes(formatBytes(done), formatBytes(total)),
    };
  }
  if (total <= 1) return { bar: {}, words: '' };
  return { bar: { value: done, max: total }, words: texts.progress.step(done, total) };
}
