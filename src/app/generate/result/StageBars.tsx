import type { Stage } from '../../../protocol/engine.ts';
import { stageMs, type StageTimings } from '../../lib/run/eta.ts';
import {
  STAGES,
  stageState,
  type ProgressByStage,
  type StageProgress,
} from '../../lib/run/progress.ts';
import type { Order } from '../../lib/settings/start.ts';
import { USUAL_TIMINGS } from '../../lib/run/whole-share.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './StageBars.module.css';

/** A string of links, each as long as its stage should take: native progress bars, one a stage. */
export function StageBars({
  stages,
  request,
  timings,
}: {
  stages: ProgressByStage;
  request: Order;
  timings: StageTimings | null;
}) {
  return (
    <div className={styles.string}>
      {STAGES.map((stage) => (
        <progress
          key={stage}
          className={styles.bar}
          style={{ flexGrow: 1000 * stageMs(stage, timings ?? USUAL_TIMINGS, request) }}
          data-stage={stage}
          data-state={stageState(stage, stages)}
          aria-label={texts.progress.stages[stage]}
          {...filling(stage, stages)}
        />
      ))}
    </div>
  );
}

/** Without a value a bar says that it works, not how far it is. */
function filling(stage: Stage, stages: ProgressByStage): { value?: number; max?: number } {
  const state = stageState(stage, stages);
  if (state !== 'running') return { value: state === 'finished' ? 1 : 0 };
  const { done, total }: StageProgress = stages[stage]!;
  const counts = stage === 'load' ? done < total : total > 1;
  return counts ? { value: done, max: total } : {};
}
