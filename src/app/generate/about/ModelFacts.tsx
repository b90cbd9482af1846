import type { Manifest } from '../../../package/manifest.ts';
import { formatCount } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import styles from '../../ui/facts.module.css';
import { Facts } from '../../ui/Facts.tsx';

export function ModelFacts({ manifest }: { manifest: Manifest }) {
  const parameters = Object.values(manifest.networks).reduce((sum, net) => sum + net.parameters, 0);
  const facts = [
    [texts.model.parameters, formatCount(parameters)],
    [texts.model.origin, manifest.origin],
    [texts.model.licence, manifest.licence],
  ] as const;
  return (
    <div className={styles.facts}>
      <h2>{manifest.name}</h2>
      <p>{manifest.description}</p>
      {manifest.limits.length > 0 && (
        <>
          <h3>{texts.model.limits}</h3>
          <ul>
            {manifest.limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </>
      )}
      {manifest.vocabulary !== undefined && (
        <>
          <h3>{texts.model.words}</h3>
          <p>{manifest.vocabulary.join(', ')}</p>
        </>
      )}
      <p>{texts.model.more}</p>
      <Facts facts={facts} />
    </div>
  );
}
