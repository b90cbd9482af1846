import type { ButtonHTMLAttributes } from 'react';
import styles from './CloseButton.module.css';
import { IconButton } from './IconButton.tsx';
import { CloseIcon } from './icons.tsx';

interface Props extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  label: string;
  /** Beside text, where it is the least of what one may press. */
  small?: boolean;
}

/** The round button with a cross: closes, dismisses, removes. */
export function CloseButton({ small = false, className = '', ...rest }: Props) {
  return (
    <IconButton {...rest} className={small ? `${styles.small} ${className}` : className}>
      <CloseIcon />
    </IconButton>
  );
}
