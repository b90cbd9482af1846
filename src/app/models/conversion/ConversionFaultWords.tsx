import type { ConversionFault } from '../../../exporter/browser/api.ts';
import { texts } from '../../texts.ts';
import styles from '../components/ModelCard.module.css';

/** What went wrong, in plain words, with what exactly was expected and came. */
export function ConversionFaultWords({ fault }: { fault: ConversionFault }) {
  const { title, text } = texts.conversion.faults[fault.code];
  return (
    <div className={styles.fault} role="alert">
      <p>
        <strong>{title}</strong> {text}
      </p>
      <details>
        <summary>{texts.failure.detail}</summary>
        <p>{fault.message}</p>
      </details>
    </div>
  );
}
