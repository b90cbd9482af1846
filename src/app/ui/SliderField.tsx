import { useId } from 'react';
import styles from './SliderField.module.css';

export function SliderField({
  label,
  min,
  max,
  step,
  value,
  shown,
  onChange,
}: {
  label: string;
  min: number;
  max: number;
  step: number;
  value: number;
  /** The value in words. */
  shown: string;
  onChange: (value: number) => void;
}) {
  const id = useId();
  return (
    <div className={styles.row}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={shown}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
      <span className={styles.value} aria-hidden="true">
        {shown}
      </span>
    </div>
  );
}
