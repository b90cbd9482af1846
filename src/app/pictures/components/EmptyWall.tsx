import { Button } from '../../ui/Button.tsx';
import { Logo } from '../../ui/Logo.tsx';
import { showView } from '../../state/view.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './EmptyWall.module.css';

/** Before the first picture. */
export function EmptyWall() {
  return (
    <div className={styles.empty}>
      <Logo className={styles.logo} />
      <p className={styles.title}>{texts.gallery.emptyTitle}</p>
      <p className={styles.text}>{texts.gallery.emptyText}</p>
      <div className={styles.action}>
        <Button look="primary" onClick={() => showView('paint')}>
          {texts.gallery.emptyAction}
        </Button>
      </div>
    </div>
  );
}
