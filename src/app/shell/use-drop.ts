import { useEffect, useState } from 'react';
import { receiveFiles } from './receive-files.ts';

/** Takes files that are dropped anywhere on the page. True while one is held over it. */
export function useDrop(): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Dragging the page's own picture out of it is nobody's wish to have its settings.
    let own = false;
    const isOurs = (event: DragEvent) =>
      !own && !event.defaultPrevented && event.dataTransfer?.types.includes('Files') === true;
    const stop = new AbortController();
    const { signal } = stop;
    document.addEventListener('dragstart', () => (own = true), { signal });
    document.addEventListener('dragend', () => (own = false), { signal });
    document.addEventListener(
      'dragover',
      (event) => {
        if (!isOurs(event)) {
          // A part of the page that takes files itself is not covered.
          setOver(false);
          return;
        }
        event.preventDefault();
        event.dataTransfer!.dropEffect = 'copy';
        setOver(true);
      },
      { signal },
    );
    document.addEventListener(
      'dragleave',
      (event) => {
        // Between two elements of the page there is a related one.
        if (event.relatedTarget === null) setOver(false);
      },
      { signal },
    );
    document.addEventListener(
      'drop',
      (event) => {
        setOver(false);
        if (!isOurs(event)) return;
        event.preventDefault();
        void receiveFiles([...event.dataTransfer!.files], 'file');
      },
      { signal },
    );
    return () => stop.abort();
  }, []);
  return over;
}
