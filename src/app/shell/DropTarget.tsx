import { useCanStart } from '../generate/start/use-can-start.ts';
import { useView } from '../state/view.ts';
import { texts } from '../i18n/texts.ts';
import styles from './DropTarget.module.css';
import { useDrop } from './use-drop.ts';

/** Covers the page while a file is held over it, and says what dropping it will do. */
export function DropTarget() {
  const over = useDrop();
  const imports = useView(({ view }) => view === 'pictures');
  const canStart = useCanStart();
  if (!over) return null;
  const { target, targetHelp } = imports ? texts.drop.toPictures : texts.drop;
  const help = canStart && !imports ? texts.start.dropHelp : targetHelp;
  return (
    <section className={styles.cover} aria-label={target}>
      <div className={styles.paper}>
        <p className={styles.title}>{target}</p>
        <p>{help}</p>
      </div>
    </section>
  );
}
