import { useState } from 'react';
import fieldStyles from './fields.module.css';
import styles from './SideInput.module.css';

/** One side in pixels. What is typed counts when typing pauses for good: on Enter or on leaving. */
export function SideInput({
  id,
  label,
  value,
  onType,
}: {
  id: string;
  label: string;
  value: string;
  onType: (text: string) => void;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  const commit = () => {
    if (draft !== null) onType(draft);
    setDraft(null);
  };
  return (
    <div className={styles.side}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={fieldStyles.input}
        inputMode="numeric"
        autoComplete="off"
        value={draft ?? value}
        aria-describedby="size-problem"
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
        }}
      />
    </div>
  );
}
