import { useState } from 'react';
import type licences from 'virtual:licences';
import { texts } from '../i18n/texts.ts';
import styles from './Licences.module.css';

type Listed = typeof licences | 'loading' | 'missing';

/** The licences of what the app is built from: loaded when they are opened. */
export function Licences() {
  const [listed, setListed] = useState<Listed>('loading');
  const load = () =>
    void import('virtual:licences').then(
      (module) => setListed(module.default),
      () => setListed('missing'),
    );
  return (
    <details onToggle={({ currentTarget }) => currentTarget.open && load()}>
      <summary>{texts.device.licences}</summary>
      {listed === 'missing' && <p>{texts.update.pageMissing}</p>}
      {Array.isArray(listed) && (
        <ul className={styles.list}>
          {listed.map(({ name, version, licence, source, text }) => (
            <li key={name}>
              <details>
                <summary>
                  {name} {version} <span className={styles.kind}>{licence}</span>
                </summary>
                <p>
                  <a href={source} target="_blank" rel="noreferrer">
                    {texts.device.licenceSource}
                  </a>
                </p>
                {text !== '' && <pre className={styles.text}>{text}</pre>}
              </details>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}
