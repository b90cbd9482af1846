import { Button } from '../ui/Button.tsx';
import { texts } from '../i18n/texts.ts';
import styles from '../ui/banner.module.css';
import { agreeToUpdate, useUpdate } from './update.ts';

/** In place of a page whose script could not be loaded. */
export function MissingPage() {
  const agreed = useUpdate(({ kind }) => kind === 'agreed');
  return (
    <main className={styles.notice} role="alert">
      <p>{agreed ? texts.update.agreed : texts.update.pageMissing}</p>
      <div className={styles.actions}>
        {!agreed && <Button onClick={agreeToUpdate}>{texts.update.reload}</Button>}
      </div>
    </main>
  );
}
