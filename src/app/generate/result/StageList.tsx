import { useMemo } from 'react';
import { useNow } from '../../ui/use-now.ts';
import { stageLeft } from '../../lib/run/eta.ts';
import { formatDuration, formatTimeLeft } from '../../i18n/format.ts';
import { currentStage, finishedTimes, STAGES, stageWords } from '../../lib/run/progress.ts';
import { timingsFor } from '../../state/stage-timings.ts';
import type { RunState } from '../../state/run.ts';
import { texts } from '../../i18n/texts.ts';
import { StageBars } from './StageBars.tsx';
import styles from './StageList.module.css';
import { StageLegend } from '../../ui/StageTimes.tsx';

const TICK_MS = 200;

/** How far the painting is: the stage in words, one bar for each stage, the times of those behind. */
export function StageList({ run }: { run: Extract<RunState, { kind: 'running' }> }) {
  const { request, stages, startedAtMs, endAtMs } = run;
  const nowMs = useNow(TICK_MS);
  const timings = useMemo(() => timingsFor(request), [request]);
  const stage = currentStage(stages);
  const leftMs = stageLeft(stages, timings, nowMs);
  const details = [
    stage === null ? '' : stageWords(stage, stages[stage]!),
    leftMs === null || leftMs <= 0 ? '' : texts.progress.leftShort(formatTimeLeft(leftMs)),
  ];
  return (
    <div className={styles.list} role="group" aria-label={texts.progress.label}>
      <div className={styles.words}>
        <p className={styles.stage}>
          <strong>{texts.progress.stages[stage ?? STAGES[0]]}</strong>{' '}
          <span className={styles.detail}>{details.filter((text) => text !== '').join(' · ')}</span>
        </p>
        <p className={styles.whole}>
          {endAtMs !== null && <strong>{wordsFor(endAtMs - nowMs)}</strong>}
          <span className={styles.elapsed}>
            {texts.progress.elapsed(formatDuration(Math.max(0, nowMs - startedAtMs)))}
          </span>
        </p>
      </div>
      <StageBars stages={stages} request={request} timings={timings} />
      <StageLegend timesMs={finishedTimes(stages)} />
    </div>
  );
}

function wordsFor(leftMs: number): string {
  return leftMs > 0 ? texts.progress.left(formatTimeLeft(leftMs)) : texts.progress.nearly;
}
