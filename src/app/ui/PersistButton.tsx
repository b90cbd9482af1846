import { useState } from 'react';
import { Button } from './Button.tsx';
import { askToPersist } from '../state/persistence.ts';
import { texts } from '../i18n/texts.ts';
import styles from './PersistButton.module.css';

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
