import type { HTMLAttributes } from 'react';
import styles from './Toast.module.css';

/** A card that lies on the page's lower edge, for as long as it is of use. */
export const Toast = (props: HTMLAttributes<HTMLDivElement>) => (
  <div {...props} className={styles.toast} />
);
