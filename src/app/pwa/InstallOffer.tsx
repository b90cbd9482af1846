import { Button } from '../ui/Button.tsx';
import { texts } from '../i18n/texts.ts';
import { install, useInstall } from './install.ts';
import styles from './InstallOffer.module.css';

/** The browser's offer to install the app, in our words; nothing where there is none. */
export function InstallOffer() {
  const offer = useInstall((state) => state.offer);
  if (offer === null) return null;
  return (
    <div className={styles.offer}>
      <p>{texts.install.why}</p>
      <Button onClick={() => void install()}>{texts.install.action}</Button>
    </div>
  );
}
