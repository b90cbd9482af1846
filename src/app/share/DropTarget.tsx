import { texts } from '../texts.ts';
import styles from './DropTarget.module.css';
import { useDrop } from './use-drop.ts';

/** Covers the page while a file is held over it, and says what dropping it will do. */
export function DropTarget() {
  const over = useDrop();
  if (!over) return null;
  return (
    <section className={styles.cover} aria-label={texts.drop.target}>
      <div className={styles.paper}>
        <p className={styles.title}>{texts.drop.target}</p>
        <p>{texts.drop.targetHelp}</p>
      </div>
    </section>
  );
}
