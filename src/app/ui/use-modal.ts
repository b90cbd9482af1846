import { useLayoutEffect, type RefObject } from 'react';
import { closeOverlay } from '../state/overlay.ts';

/** Opens a dialog over the page for as long as it is rendered; `focus` gets the focus. */
export function useModal(
  dialog: RefObject<HTMLDialogElement | null>,
  focus: RefObject<HTMLElement | null>,
): void {
  // Before the dialog leaves the document: only then does closing it give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null) return;
    element.showModal();
    focus.current?.focus();
    const onClose = () => {
      // Closing and opening anew (as React does while developing) is no wish to close.
      if (!element.open) void closeOverlay();
    };
    element.addEventListener('close', onClose);
    return () => {
      element.removeEventListener('close', onClose);
      element.close();
    };
  }, [dialog, focus]);
}
