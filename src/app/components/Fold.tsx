import { useEffect, useRef, type ReactNode } from 'react';
import styles from './Fold.module.css';

/** A native disclosure: a person decides; `demand` opens it when something inside needs them. */
export function Fold({
  summary,
  note,
  startsOpen = false,
  demand = 0,
  children,
}: {
  summary: string;
  /** Small print on the right of the summary. */
  note?: string;
  startsOpen?: boolean;
  /** Every rise opens the fold. */
  demand?: number;
  children: ReactNode;
}) {
  const fold = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (fold.current !== null && (startsOpen || demand > 0)) fold.current.open = true;
  }, [startsOpen, demand]);
  return (
    <details className={styles.fold} ref={fold}>
      <summary className={styles.summary}>
        <span>{summary}</span>
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </summary>
      <div className={styles.content}>{children}</div>
    </details>
  );
}
