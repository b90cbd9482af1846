import { useModel } from '../../state/model.ts';
import { usePictures } from '../../state/shown-picture.ts';
import { useBatch } from '../../state/batch.ts';
import { useRun } from '../../state/run.ts';
import { texts } from '../../i18n/texts.ts';
import { BatchGrid } from './BatchGrid.tsx';
import { Button } from '../../ui/Button.tsx';
import { Caption } from './Caption.tsx';
import { ErrorCard } from './ErrorCard.tsx';
import { Frame } from './Frame.tsx';
import styles from './ResultPanel.module.css';
import { StageList } from './StageList.tsx';
import { useBatchCells } from './use-batch-cells.ts';
import { letGo } from '../../pictures/public.ts';

/** The picture, or those of the batch beside each other, and everything said about it. */
export function ResultPanel() {
  const run = useRun();
  const shown = usePictures((state) => state.shown);
  // A picture that a person chose is looked at until they let go of it; the painting goes on meanwhile.
  const hasChosen = usePictures((state) => state.chosen !== null);
  const closed = useModel((model) => (model.kind === 'failed' ? model.failure : null));
  const cells = useBatchCells(run);
  const running = run.kind === 'running';
  const watching = running && !hasChosen;
  return (
    <section className={styles.panel} aria-label={texts.frame.label}>
      <div className={styles.stack}>
        {cells.length > 1 && !hasChosen ? (
          <BatchGrid cells={cells} run={run} shown={shown} />
        ) : (
          <div className={styles.single}>
            <Frame run={run} shown={shown} watching={watching} />
            {hasChosen && <LetGoButton running={running} />}
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

/** From the chosen picture to what is being painted, or to what has been painted meanwhile. */
function LetGoButton({ running }: { running: boolean }) {
  const finished = useBatch((state) => state.finished);
  const shownId = usePictures((state) => state.shown?.id);
  const isAlone = finished.length < 2;
  if (!running && isAlone && (finished.length === 0 || finished[0]?.id === shownId)) return null;
  const { newest, all } = texts.frame;
  const label = isAlone ? newest : all(finished.length);
  return (
    <div className={styles.letGo}>
      <Button look="chip" onClick={() => void letGo()}>
        {running ? texts.progress.watch : label}
      </Button>
    </div>
  );
}
