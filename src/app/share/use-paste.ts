import { useEffect } from 'react';
import { takeFiles } from './incoming.ts';

/** Takes a picture that is pasted anywhere; text is left to the fields. */
export function usePaste(): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const data = event.clipboardData;
      if (event.defaultPrevented || data === null || data.files.length === 0) return;
      // Office programs put a picture of a text beside the text, which is what a field wants.
      if (isField(event.target) && data.types.includes('text/plain')) return;
      event.preventDefault();
      void takeFiles([...data.files], 'clipboard');
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, []);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
