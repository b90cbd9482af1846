import { Button } from '../../ui/Button.tsx';
import { announce } from '../../state/announcer.ts';
import { paintQueue } from '../run/generate.ts';
import { undoRemoval } from '../../state/queue.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './QueueList.module.css';

/** What was taken out of the queue, and the way back. It stays until something else is ordered. */
export function RemovalNotice({ count }: { count: number }) {
  return (
    <div className={styles.removed}>
      <p className={styles.note}>{texts.queue.removed(count)}</p>
      <Button
        look="quiet"
        onClick={(event) => {
          event.currentTarget.closest('section')?.focus();
          undoRemoval();
          announce(texts.queue.restored);
          void paintQueue();
        }}
      >
        {texts.queue.undo}
      </Button>
    </div>
  );
}
