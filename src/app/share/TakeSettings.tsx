import { useRef } from 'react';
import { Button } from '../ui/Button.tsx';
import { texts } from '../i18n/texts.ts';
import styles from './TakeSettings.module.css';
import { takeFiles } from './incoming.ts';

/** For those who cannot, or would not, drop a file: the same by a button. */
export function TakeSettings() {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <div className={styles.take}>
      <input
        ref={chooser}
        type="file"
        accept="image/png,image/jpeg,image/webp,.txt,.json"
        hidden
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // The same file, chosen once more, is a change again.
          event.target.value = '';
          void takeFiles(files, 'file');
        }}
      />
      <Button look="quiet" title={texts.drop.chooseHelp} onClick={() => chooser.current?.click()}>
        {texts.drop.choose}
      </Button>
    </div>
  );
}
