import type { ReactNode } from 'react';
import styles from './Button.module.css';

/** What stands on a button with a drawing: where a row of tools gets narrow, the words are only read out. */
export function IconLabel({ icon, children }: { icon: ReactNode; children: string }) {
  return (
    <>
      {icon}
      <span className={styles.words}>{children}</span>
    </>
  );
}
