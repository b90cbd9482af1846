import { texts } from '../texts.ts';
import styles from './EmptyFrame.module.css';
import { Logo } from './Logo.tsx';

export function EmptyFrame() {
  return (
    <div className={styles.empty}>
      <Logo className={styles.logo} />
      <p className={styles.title}>{texts.frame.emptyTitle}</p>
      <p className={styles.text}>{texts.frame.emptyText}</p>
    </div>
  );
}
