import { useState } from 'react';
import { useModel } from '../state/model.ts';
import { usePictures } from '../state/pictures.ts';
import { useRun } from '../state/run.ts';
import { texts } from '../texts.ts';
import { Button } from './Button.tsx';
import { Caption } from './Caption.tsx';
import styles from './Easel.module.css';
import { ErrorCard } from './ErrorCard.tsx';
import { Frame } from './Frame.tsx';
import { StageList } from './StageList.tsx';

/** The picture and everything said about it. */
export function Easel() {
  const run = useRun();
  const shown = usePictures((state) => state.shown);
  const closed = useModel((model) => (model.kind === 'failed' ? model.failure : null));
  // The picture that was turned away from again, to watch the painting.
  const [leftAside, setLeftAside] = useState<string | null>(null);
  const running = run.kind === 'running';
  // Another picture was chosen while this one is painted: it is looked at, the painting goes on.
  const looksAside =
    running && run.shownBefore !== null && shown !== null && shown.id !== run.shownBefore;
  const watching = running && !(looksAside && shown.id !== leftAside);
  return (
    <section className={styles.easel} aria-label={texts.frame.label}>
      <div className={styles.stack}>
        <Frame run={run} shown={shown} watching={watching} />
        {running && !watching && (
          <div className={styles.watch}>
            <Button look="chip" onClick={() => setLeftAside(shown?.id ?? null)}>
              {texts.progress.watch}
            </Button>
          </div>
        )}
        {running && <StageList run={run} />}
        {run.kind === 'stopped' && <p className={styles.note}>{texts.frame.stopped}</p>}
        {run.kind === 'failed' && <ErrorCard failure={run.failure} />}
        {run.kind !== 'failed' && closed !== null && <ErrorCard failure={closed} />}
        {!watching && shown !== null && <Caption picture={shown} />}
      </div>
    </section>
  );
}
