import type { ReactNode } from 'react';
import { useProblem } from '../run/generate.ts';
import styles from './Problem.module.css';

/** Why a field kept the picture from starting: seen beside the field, and said at every attempt. */
export function Problem({
  id,
  shown,
  children,
}: {
  id: string;
  shown: boolean;
  children: ReactNode;
}) {
  const attempt = useProblem((state) => state.attempt);
  return (
    <div id={id} role="alert">
      {shown && (
        <p key={attempt} className={styles.problem}>
          {children}
        </p>
      )}
    </div>
  );
}
