import type { HTMLAttributes, Ref } from 'react';
import { CloseButton } from './CloseButton.tsx';
import styles from './NoticeBox.module.css';

interface Props extends HTMLAttributes<HTMLDivElement> {
  ref?: Ref<HTMLDivElement>;
  /** `fault`: something did not work. */
  kind?: 'news' | 'fault';
  /** `banner`: across the page, what can be pressed at its end. */
  look?: 'card' | 'banner';
  /** With a cross, named `label`, that does this. */
  dismiss?: { label: string; act: () => void };
}

/** Something to be told, with a coloured edge at the side where a line begins. */
export function NoticeBox({
  kind = 'news',
  look = 'card',
  dismiss,
  className = '',
  children,
  ...rest
}: Props) {
  return (
    <div {...rest} className={`${styles.notice} ${styles[look]} ${className}`} data-kind={kind}>
      {dismiss === undefined ? (
        children
      ) : (
        <>
          <div className={styles.words}>{children}</div>
          <CloseButton small label={dismiss.label} onClick={dismiss.act} />
        </>
      )}
    </div>
  );
}

/** What can be pressed in a banner. */
export const NoticeActions = (props: HTMLAttributes<HTMLDivElement>) => (
  <div {...props} className={styles.actions} />
);
