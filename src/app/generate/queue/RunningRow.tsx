import type { GenerateRequest } from '../../../protocol/engine.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './QueueList.module.css';

/** The picture that is being painted, at the head of those that wait for it. */
export function RunningRow({ request }: { request: GenerateRequest }) {
  return (
    <li className={styles.row} data-running="true">
      <span className={styles.prompt} dir="auto" title={request.prompt}>
        {request.prompt}
      </span>
      <span className={styles.seed}>{texts.queue.painting}</span>
    </li>
  );
}
