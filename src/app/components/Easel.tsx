import { useModel } from '../state/model.ts';
import { usePictures } from '../state/pictures.ts';
import { useRun } from '../state/run.ts';
import { texts } from '../texts.ts';
import { Caption } from './Caption.tsx';
import styles from './Easel.module.css';
import { ErrorCard } from './ErrorCard.tsx';
import { Frame } from './Frame.tsx';
import { StageList } from './StageList.tsx';

/** The picture and everything said about it. */
export function Easel() {
  const run = useRun();
  const shown = usePictures((state) => state.shown);
  const model = useModel();
  return (
    <section className={styles.easel} aria-label={texts.frame.label}>
      <Frame run={run} shown={shown} />
      {run.kind === 'running' && <StageList run={run} />}
      {run.kind === 'stopped' && <p className={styles.note}>{texts.frame.stopped}</p>}
      {run.kind === 'failed' && <ErrorCard failure={run.failure} />}
      {run.kind !== 'failed' && model.kind === 'failed' && <ErrorCard failure={model.failure} />}
      {run.kind !== 'running' && shown !== null && <Caption picture={shown} />}
    </section>
  );
}
