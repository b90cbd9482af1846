import { useRef, type RefObject } from 'react';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import { startFromFiles } from './start.ts';
import { useHasCamera } from './use-has-camera.ts';
import styles from './StartField.module.css';

/** Ways to a start picture: a file, and on phones and tablets a photo that is taken now. */
export function PictureChooser({ focusRef }: { focusRef: RefObject<HTMLButtonElement | null> }) {
  const hasCamera = useHasCamera();
  const chooser = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const { choose, chooseHelp, photo, photoHelp } = texts.start;
  const take = (input: HTMLInputElement) => {
    const files = [...(input.files ?? [])];
    // The same file, chosen once more, is a change again.
    input.value = '';
    void startFromFiles(files);
  };
  return (
    <div className={styles.choosers}>
      <input
        ref={chooser}
        type="file"
        accept="image/*"
        hidden
        onChange={(event) => take(event.target)}
      />
      <Button
        ref={focusRef}
        look="quiet"
        title={chooseHelp}
        onClick={() => chooser.current?.click()}
      >
        {choose}
      </Button>
      {hasCamera && (
        <>
          <input
            ref={camera}
            type="file"
            accept="image/*"
            capture="environment"
            hidden
            onChange={(event) => take(event.target)}
          />
          <Button look="quiet" title={photoHelp} onClick={() => camera.current?.click()}>
            {photo}
          </Button>
        </>
      )}
    </div>
  );
}
