import { useEffect } from 'react';
import { readPasted } from '../share/incoming.ts';
import { whenPainted } from '../lib/when-painted.ts';
import { receiveFiles } from './receive-files.ts';

/** Takes a picture, or the text of settings, that is pasted anywhere; other text is left to the fields. */
export function usePaste(): void {
  useEffect(() => {
    // The browser wants to know at once whether a text may be pasted, so this cannot be loaded when one is; and nobody
    // pastes before the first view is there.
    let isSettings: (text: string) => boolean = () => false;
    const callOff = whenPainted(() => {
      void import('../share/looks-like-settings.ts').then(({ looksLikeSettings }) => {
        isSettings = looksLikeSettings;
      });
    });
    const onPaste = (event: ClipboardEvent) => {
      const data = event.clipboardData;
      if (event.defaultPrevented || data === null) return;
      const text = data.getData('text/plain');
      // Office programs put a picture of a text beside the text, which is what a field wants.
      if (data.files.length > 0 && !(isField(event.target) && text !== '')) {
        event.preventDefault();
        void receiveFiles([...data.files], 'clipboard');
      } else if ((!isField(event.target) || isPrompt(event.target)) && isSettings(text)) {
        event.preventDefault();
        void readPasted(text);
      }
    };
    document.addEventListener('paste', onPaste);
    return () => {
      callOff();
      document.removeEventListener('paste', onPaste);
    };
  }, []);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

/** The field that has the focus where one paints, and where other programs expect such a text, too. */
function isPrompt(target: EventTarget | null): boolean {
  return target instanceof HTMLTextAreaElement && target.id === 'prompt';
}
