import { useEffect, useRef, useState, type ReactNode } from 'react';
import styles from './Disclosure.module.css';

/**
 * A native disclosure: a person decides; `demand` opens it when something inside needs them. What is
 * inside is made when it is opened first.
 */
export function Disclosure({
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
  /** Every rise opens it. */
  demand?: number;
  children: ReactNode;
}) {
  const details = useRef<HTMLDetailsElement>(null);
  const [wasOpen, setWasOpen] = useState(startsOpen);
  useEffect(() => {
    if (details.current !== null && demand > 0) details.current.open = true;
  }, [demand]);
  return (
    <details
      className={styles.disclosure}
      ref={details}
      // Only where it starts: React leaves it alone as long as this does not change.
      open={startsOpen}
      onToggle={() => setWasOpen(true)}
    >
      <summary className={styles.summary}>
        <span>{summary}</span>
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </summary>
      <div className={styles.content}>{wasOpen && children}</div>
    </details>
  );
}
