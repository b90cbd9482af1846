import type { Failure } from '../../protocol/engine.ts';
import { useKitchen } from '../kitchen.ts';
import { retry } from '../state/generate.ts';
import { texts } from '../texts.ts';
import { Button } from './Button.tsx';
import styles from './ErrorCard.module.css';

/** What went wrong, in plain words, and the one thing to do about it. */
export function ErrorCard({ failure }: { failure: Failure }) {
  const { engine, modelUrl } = useKitchen();
  return (
    <div className={styles.card} role="alert">
      <h2 className={styles.heading}>{texts.failure.heading}</h2>
      <p>{failure.message}</p>
      {failure.hint !== '' && <p className={styles.hint}>{failure.hint}</p>}
      <div className={styles.actions}>
        <Button onClick={() => void retry(engine, modelUrl)}>{texts.actions.retry}</Button>
      </div>
      {failure.detail !== undefined && (
        <details className={styles.detail}>
          <summary>{texts.failure.detail}</summary>
          <pre>{failure.detail}</pre>
        </details>
      )}
    </div>
  );
}
