import type { Order } from '../../lib/settings/start.ts';
import { titleOf } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './QueueList.module.css';

/** The picture that is being painted, at the head of those that wait for it. */
export function RunningRow({ request }: { request: Order }) {
  return (
    <li className={styles.row} data-running="true">
      <span className={styles.prompt} dir="auto" title={titleOf(request)}>
        {titleOf(request)}
      </span>
      <span className={styles.seed}>{texts.queue.painting}</span>
    </li>
  );
}
