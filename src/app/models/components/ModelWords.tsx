import type { ReactNode } from 'react';
import { isCommit, type PackageAddress } from '../../../package/address.ts';
import type { Manifest } from '../../../package/manifest.ts';
import { Facts } from '../../ui/Facts.tsx';
import { formatBytes, formatCount } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './ModelCard.module.css';

interface Props {
  manifest: Manifest;
  /** Null for the built-in model. */
  address: PackageAddress | null;
  totalBytes: number;
  /** Details are shown from the beginning: where a person has to decide. */
  open?: boolean;
  /** Further details. */
  children?: ReactNode;
}

/** What a model is, from its manifest. */
export function ModelWords({ manifest, address, totalBytes, open = false, children }: Props) {
  const parameters = Object.values(manifest.networks).reduce((sum, net) => sum + net.parameters, 0);
  return (
    <>
      <ModelLines words={manifest} address={address} totalBytes={totalBytes} />
      <details className={styles.details} open={open}>
        <summary>{texts.models.details}</summary>
        <div>
          <Facts
            facts={[
              [texts.models.size, formatBytes(totalBytes)],
              [texts.model.precision, manifest.precision],
              [texts.model.parameters, formatCount(parameters)],
              [texts.model.licence, manifest.licence],
              [texts.model.origin, manifest.origin],
            ]}
          />
          {manifest.limits.length > 0 && (
            <>
              <p>{texts.model.limits}</p>
              <ul>
                {manifest.limits.map((limit) => (
                  <li key={limit}>{limit}</li>
                ))}
              </ul>
            </>
          )}
          {children}
        </div>
      </details>
    </>
  );
}

interface LinesProps extends Omit<Props, 'manifest' | 'open' | 'children'> {
  words: Pick<Manifest, 'precision' | 'licence' | 'description'>;
}

/** The shortest of it. */
export function ModelLines({ words, address, totalBytes }: LinesProps) {
  return (
    <>
      <p className={styles.line}>
        {[formatBytes(totalBytes), words.precision, words.licence].join(' · ')}
      </p>
      {address !== null && <p className={styles.line}>{sourceWords(address)}</p>}
      <p className={styles.description}>{words.description}</p>
    </>
  );
}

/** `From huggingface.co: owner/name, at 0123456789ab`. */
export function sourceWords(address: PackageAddress): string {
  const { from } = texts.models;
  switch (address.kind) {
    case 'folder':
      return from.folder(address.url);
    case 'hub': {
      const { repository, folder, revision } = address;
      const path = folder === '' ? repository : `${repository}/${folder}`;
      return from.hub(path, isCommit(revision) ? revision.slice(0, 12) : revision);
    }
    case 'local':
      return from.local(address.name);
    case 'converted':
      return from.converted(withoutDigits(address.prior), withoutDigits(address.decoder));
  }
}

/** `owner/name@0123456789ab` of a commit with all of its digits. */
const withoutDigits = (source: string) => source.replace(/(@[0-9a-f]{12})[0-9a-f]{28}$/, '$1');
