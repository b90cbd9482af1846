import type { StoreFault } from '../../../package/store/api.ts';
import { texts } from '../../texts.ts';
import styles from './ModelCard.module.css';

/** What went wrong, in plain words, with what exactly was expected and came. */
export function FaultWords({ fault }: { fault: StoreFault }) {
  const { title, text } = texts.models.faults[fault.code];
  return (
    <div className={styles.fault} role="alert">
      <p>
        <strong>{title}</strong> {text}
      </p>
      {fault.message !== text && (
        <details>
          <summary>{texts.failure.detail}</summary>
          <p>{fault.message}</p>
        </details>
      )}
    </div>
  );
}
