import type { CSSProperties } from 'react';
import chipStyles from './chips.module.css';

/** The place of chips that the model has yet to name. */
export function ChipsSkeleton({ label, rows }: { label: string; rows: number }) {
  return (
    <div>
      <div className={chipStyles.head}>
        <p className={chipStyles.label}>{label}</p>
      </div>
      <div
        className={`${chipStyles.chips} ${chipStyles.skeleton}`}
        style={{ '--rows': rows } as CSSProperties}
      />
    </div>
  );
}
