import { useEffect } from 'react';
import { Button } from '../../ui/Button.tsx';
import { texts } from '../../i18n/texts.ts';
import { dismissToast, pauseToast, resumeToast, undoToast, useToast } from '../store/toast.ts';
import { CloseButton } from '../../ui/CloseButton.tsx';
import { Toast } from '../../ui/Toast.tsx';

/** What was just done, with the way back. Ctrl or Cmd + Z takes it too, outside of text fields. */
export function ToastCard() {
  const toast = useToast((state) => state.toast);
  useEffect(() => {
    if (toast === null) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
      if (event.key !== 'z' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      undoToast();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [toast]);
  if (toast === null) return null;
  return (
    <Toast
      onPointerEnter={pauseToast}
      onPointerLeave={resumeToast}
      onFocus={pauseToast}
      onBlur={resumeToast}
    >
      <span>{toast.text}</span>
      <Button onClick={undoToast}>{texts.gallery.undo}</Button>
      <CloseButton label={texts.gallery.dismiss} onClick={dismissToast} />
    </Toast>
  );
}
