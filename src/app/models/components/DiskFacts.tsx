import { useEffect } from 'react';
import type { StoreState } from '../../../package/store/api.ts';
import { PersistButton } from '../../ui/PersistButton.tsx';
import { readPersistence, usePersistence } from '../../state/persistence.ts';
import { formatBytes } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './ModelCard.module.css';

/** How much of the disk the models take, and whether the browser has promised to keep them. */
export function DiskFacts({ state }: { state: StoreState }) {
  const persisted = usePersistence((each) => each.persisted);
  useEffect(() => void readPersistence(), []);
  const words = texts.models.disk;
  if (!state.available) return <p className={styles.trouble}>{words.unavailable}</p>;
  const { usedBytes, freeBytes } = state;
  if (usedBytes === 0) {
    if (freeBytes === null) return null;
    return <p className={styles.line}>{words.room(formatBytes(freeBytes))}</p>;
  }
  return (
    <>
      <p className={styles.line}>
        {words.used(formatBytes(usedBytes))}{' '}
        {freeBytes !== null && words.free(formatBytes(freeBytes))}{' '}
        {persisted === true && words.persisted}
        {persisted === false && words.notPersisted}
      </p>
      {persisted === false && <PersistButton />}
    </>
  );
}
