import { useLayoutEffect, useRef, type HTMLAttributes, type RefObject } from 'react';
import styles from './Dialog.module.css';

interface Props extends Omit<HTMLAttributes<HTMLDialogElement>, 'onClose'> {
  ref: RefObject<HTMLDialogElement | null>;
  /** `sheet`: over the whole page. */
  look: 'sheet' | 'card';
  /** What gets the focus; without it the first that can have it. */
  focus?: RefObject<HTMLElement | null>;
  /** It was closed: by its button, by Escape, or by the browser's Back. */
  onClose: () => void;
}

/** Stands open over the page, which rests, for as long as it is rendered. */
export function Dialog({ ref, look, focus, onClose, className = '', ...rest }: Props) {
  const closed = useRef(onClose);
  useLayoutEffect(() => {
    closed.current = onClose;
  });
  // Before the dialog leaves the document: only then does closing it give the focus back.
  useLayoutEffect(() => {
    const element = ref.current;
    if (element === null) return;
    element.showModal();
    focus?.current?.focus();
    const onClosed = () => {
      // Closing and opening anew (as React does while developing) is no wish to close.
      if (!element.open) closed.current();
    };
    element.addEventListener('close', onClosed);
    return () => {
      element.removeEventListener('close', onClosed);
      element.close();
    };
  }, [ref, focus]);
  return <dialog {...rest} ref={ref} className={`${styles[look]} ${className}`} />;
}
