import type { ButtonHTMLAttributes } from 'react';
import styles from './IconButton.module.css';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  label: string;
}

/** A round button with a drawing; the label is read out and shown when pointed at. */
export function IconButton({ label, className = '', ...rest }: Props) {
  return (
    <button
      {...rest}
      type="button"
      className={`${styles.button} ${className}`}
      aria-label={label}
      title={label}
    />
  );
}
