import { useState } from 'react';
import fieldStyles from '../../ui/fields.module.css';
import styles from './SideInput.module.css';

/**
 * One side in pixels. Every key counts at once, so that nothing typed is lost; the field itself shows
 * what is typed, an emptied one nothing, until it is left.
 */
export function SideInput({
  id,
  label,
  value,
  invalid,
  onType,
}: {
  id: string;
  label: string;
  value: string;
  invalid: boolean;
  onType: (text: string) => void;
}) {
  const [draft, setDraft] = useState<string | null>(null);
  return (
    <div className={styles.side}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={fieldStyles.input}
        inputMode="numeric"
        autoComplete="off"
        value={draft ?? value}
        aria-invalid={invalid}
        aria-describedby="size-problem size-help"
        onChange={(event) => {
          setDraft(event.target.value);
          onType(event.target.value);
        }}
        onBlur={() => setDraft(null)}
      />
    </div>
  );
}
