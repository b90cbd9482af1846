import { useEffect } from 'react';
import { formatAddress, isFrom } from '../../../package/address.ts';
import type { CatalogueEntry } from '../../../package/catalogue.ts';
import { Button } from '../../ui/Button.tsx';
import { usePageServices } from '../../state/page-services.ts';
import { texts } from '../../i18n/texts.ts';
import { refreshCatalogue, useCatalogue } from '../catalogue.ts';
import { lookAt } from '../models.ts';
import { useModels } from '../models-state.ts';
import pageStyles from '../ModelsPage.module.css';
import { Looked } from './Looked.tsx';
import styles from './ModelCard.module.css';
import { ModelLines } from './ModelWords.tsx';

/** The models of the site's catalogue that are not on this device; nothing where there are none. */
export function Available() {
  const { entries, faults } = useCatalogue();
  const state = useModels((models) => models.state);
  useEffect(() => void refreshCatalogue(), []);
  if (state === null) return null;
  const others = entries.filter(
    (entry) => !state.packages.some(({ address }) => isFrom(address, entry.address)),
  );
  if (others.length === 0 && faults.length === 0) return null;
  const words = texts.models.available;
  return (
    <section className={pageStyles.section} aria-labelledby="models-available">
      <h3 id="models-available">{words.title}</h3>
      {others.length > 0 && (
        <>
          <p className={styles.line}>{words.intro}</p>
          <ul className={pageStyles.cards}>
            {others.map((entry) => (
              <AvailableCard key={formatAddress(entry.address)} entry={entry} />
            ))}
          </ul>
        </>
      )}
      {faults.length > 0 && <CatalogueFaults faults={faults} />}
    </section>
  );
}

/** What the catalogue says of a model; once its source has answered, what that says. */
function AvailableCard({ entry }: { entry: CatalogueEntry }) {
  const { store } = usePageServices();
  const { address, name, sizeBytes } = entry;
  const at = formatAddress(address);
  const looking = useModels((models) => models.looking);
  const now = looking.kind !== 'none' && looking.at === at ? looking.kind : 'none';
  if (now === 'offer') {
    return (
      <li aria-label={name}>
        <Looked at={at} />
      </li>
    );
  }
  return (
    <li className={styles.card} aria-label={name}>
      <h4 className={styles.name}>{name}</h4>
      <ModelLines words={entry} address={address} totalBytes={sizeBytes} />
      <Looked at={at} />
      {(now === 'none' || now === 'fault') && (
        <div className={styles.actions}>
          <Button onClick={() => void lookAt(store, { address }, at)}>
            {texts.models.actions.install}
          </Button>
        </div>
      )}
    </li>
  );
}

function CatalogueFaults({ faults }: { faults: readonly string[] }) {
  const words = texts.models.available;
  return (
    <div className={styles.fault}>
      <p>
        <strong>{words.fault}</strong> {words.faultText}
      </p>
      <details className={styles.details}>
        <summary>{words.forHost}</summary>
        <div>
          <p>{words.correct}</p>
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </div>
      </details>
    </div>
  );
}
