import { useEffect } from 'react';
import { usePageServices } from '../../state/page-services.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import styles from '../components/ModelCard.module.css';
import pageStyles from '../ModelsPage.module.css';
import { AskForCheckpoint } from './AskForCheckpoint.tsx';
import { ConversionFaultWords } from './ConversionFaultWords.tsx';
import {
  lookInFolder,
  paintWithConverted,
  refreshConversions,
  startOver,
  useConversions,
} from './conversions.ts';
import { droppedFolder, filesIn } from './dropped-folder.ts';
import { hostOfPlaces, PUBLISHED_SECTION } from './published.ts';
import { PrecisionChoice } from './PrecisionChoice.tsx';
import { useElsewhere } from './elsewhere.ts';
import { ConversionBar, RunningConversion } from './RunningConversion.tsx';
import { UnfinishedConversions } from './UnfinishedConversions.tsx';

/** The published model: offered, being fetched and converted, or waiting to be gone on with. */
export function GetPublished() {
  const { converter, store } = usePageServices();
  const { job, looking, fault, done } = useConversions();
  const elsewhere = useElsewhere(({ progress }) => progress);
  // What this tab could do is offered when the other one is done.
  const isFree = !job && !elsewhere;
  // Then there is one thing to do.
  const isGone = fault?.code === 'version-gone';
  useEffect(() => void refreshConversions({ converter, store }), [converter, store]);
  const words = texts.conversion;
  return (
    <section className={pageStyles.section} aria-labelledby={PUBLISHED_SECTION}>
      <div
        className={styles.card}
        onDragOver={(event) => {
          if (isFree && event.dataTransfer.types.includes('Files')) event.preventDefault();
        }}
        onDrop={(event) => {
          const folder = isFree ? droppedFolder(event.dataTransfer) : null;
          if (!folder) return;
          event.preventDefault();
          void filesIn(folder).then((files) =>
            lookInFolder({ converter, store }, folder.name, files),
          );
        }}
      >
        <h3 id={PUBLISHED_SECTION} className={styles.name}>
          {words.title}
        </h3>
        <p className={styles.description}>{words.intro}</p>
        {done !== null && (
          <>
            <p className={styles.good} role="status">
              {words.done(words.title)}
            </p>
            <div className={styles.actions}>
              <Button look="primary" onClick={() => paintWithConverted(done)}>
                {words.use}
              </Button>
            </div>
          </>
        )}
        {job && <RunningConversion job={job} />}
        {!job && elsewhere && <ConversionBar progress={elsewhere} note={words.elsewhere} />}
        {isFree && fault && <ConversionFaultWords fault={fault} />}
        {isFree && isGone && (
          <div className={styles.actions}>
            <Button look="primary" onClick={() => void startOver({ converter, store })}>
              {words.startOver}
            </Button>
          </div>
        )}
        {isFree && <UnfinishedConversions />}
        {isFree && looking.kind === 'offer' && <PrecisionChoice offer={looking.offer} />}
        {isFree && looking.kind !== 'offer' && !isGone && <AskForCheckpoint />}
        {isFree && looking.kind === 'asking' && (
          <p role="status">{words.asking(hostOfPlaces(looking.places))}</p>
        )}
        {isFree && looking.kind === 'fault' && <ConversionFaultWords fault={looking.fault} />}
      </div>
    </section>
  );
}
