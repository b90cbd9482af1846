import { useId, type ReactNode } from 'react';
import styles from './ChipRow.module.css';

/**
 * Chips of one kind behind their name.
 * @param isWaiting only holds the place of chips that the model has yet to allow
 */
export function ChipRow({
  label,
  isWaiting,
  children,
}: {
  label: string;
  isWaiting: boolean;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <div className={styles.row}>
      <p className={styles.label} id={id}>
        {label}
      </p>
      <div
        className={styles.chips}
        role="group"
        aria-labelledby={id}
        data-waiting={isWaiting}
        inert={isWaiting}
      >
        {children}
      </div>
    </div>
  );
}
