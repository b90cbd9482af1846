import { texts } from '../../i18n/texts.ts';
import styles from './ModelCard.module.css';

interface Props {
  /** With its full stop. */
  title: string;
  /** What to do. */
  text: string;
  /** What exactly was expected and came. */
  message: string;
}

/** What went wrong, in plain words, with the details behind them. */
export function FaultCard({ title, text, message }: Props) {
  return (
    <div className={styles.fault} role="alert">
      <p>
        <strong>{title}</strong> {text}
      </p>
      {message !== text && (
        <details>
          <summary>{texts.failure.detail}</summary>
          <p>{message}</p>
        </details>
      )}
    </div>
  );
}
