import { useState } from 'react';
import { Button } from '../components/Button.tsx';
import { askToPersist } from '../gallery/store/persistence.ts';
import { texts } from '../texts.ts';
import styles from './DevicePage.module.css';

/** Asks the browser not to clear this page's storage by itself. */
export function PersistButton() {
  const [refused, setRefused] = useState(false);
  return (
    <div className={styles.offer}>
      <Button onClick={() => void askToPersist().then((agreed) => setRefused(!agreed))}>
        {texts.device.persist}
      </Button>
      {refused && (
        <p className={styles.soft} role="alert">
          {texts.device.persistRefused}
        </p>
      )}
    </div>
  );
}
