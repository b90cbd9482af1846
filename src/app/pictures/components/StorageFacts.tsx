import { useEffect, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { formatBytes } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import { useGallery } from '../store/gallery.ts';
import { askToPersist, readPersistence, usePersistence } from '../../state/persistence.ts';
import styles from './StorageFacts.module.css';

/** Where the pictures are, how much they take, and how safe they are there. */
export function StorageFacts() {
  const records = useGallery((state) => state.records);
  const persisted = usePersistence((state) => state.persisted);
  const [refused, setRefused] = useState(false);
  useEffect(() => void readPersistence(), []);
  const bytes = records.reduce((sum, record) => sum + record.sizeBytes, 0);
  return (
    <section className={styles.foot} aria-label={texts.gallery.storage}>
      <p>
        {texts.gallery.storageText(texts.gallery.count(records.length), formatBytes(bytes))}{' '}
        {persisted === true && texts.gallery.persisted}
        {persisted === false && texts.gallery.notPersisted}
      </p>
      {persisted === false && (
        <Button
          look="quiet"
          onClick={() => void askToPersist().then((agreed) => setRefused(!agreed))}
        >
          {texts.gallery.persist}
        </Button>
      )}
      {refused && persisted === false && <p role="alert">{texts.gallery.persistRefused}</p>}
    </section>
  );
}
