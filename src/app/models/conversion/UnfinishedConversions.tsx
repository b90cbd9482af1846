import type { UnfinishedConversion } from '../../../exporter/browser/api.ts';
import { Button } from '../../ui/Button.tsx';
import { usePageServices } from '../../state/page-services.ts';
import { formatBytes } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import { DeleteButton } from '../components/DeleteButton.tsx';
import styles from '../components/ModelCard.module.css';
import { convert, discardConversion, useConversions } from './conversions.ts';
import { isSamePlaces } from './published.ts';

/** What was begun and is not done; nothing where there is none. */
export function UnfinishedConversions() {
  const unfinished = useConversions((state) => state.unfinished);
  return unfinished?.map((each) => <Unfinished key={each.id} conversion={each} />);
}

function Unfinished({ conversion }: { conversion: UnfinishedConversion }) {
  const { converter, store } = usePageServices();
  const { id, names, precision, places, convertedBytes, keptBytes, usedBytes, paused } = conversion;
  // Then there is one thing to do, and it is offered with the fault.
  const isGone = useConversions(
    ({ fault, failed }) => fault?.code === 'version-gone' && isSamePlaces(failed, places),
  );
  const words = texts.conversion.unfinished;
  const told = paused ? words.paused : words.stopped;
  const services = { converter, store };
  return (
    <div className={styles.progress} role="group" aria-label={`${names.prior}, ${precision}`}>
      <p className={styles.good}>
        {precision} · {told(formatBytes(convertedBytes), formatBytes(keptBytes))}
      </p>
      <p className={styles.line}>
        {texts.conversion.offer.from(names.prior, names.decoder)}.{' '}
        {words.kept(formatBytes(usedBytes))}
      </p>
      {places === null && <p className={styles.line}>{words.pickAgain}</p>}
      <div className={styles.actions}>
        {places && !isGone && (
          <Button look="primary" onClick={() => void convert(services, places, precision)}>
            {words.resume}
          </Button>
        )}
        <DeleteButton
          label={words.discard}
          name={texts.conversion.title}
          onDelete={() => void discardConversion(services, id)}
        />
      </div>
    </div>
  );
}
