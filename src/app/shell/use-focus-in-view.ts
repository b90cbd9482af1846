import { useEffect } from 'react';

/**
 * Scrolls whatever receives the focus from the keyboard into view, all of it. Browsers leave an
 * element where it is when part of it is visible, such as half a chip at the end of a scrolling row.
 *
 * Only for the keyboard: what moves under a pointer in the middle of a press is missed. The scroll is
 * instant, so there is no motion to reduce.
 */
export function useFocusInView(): void {
  useEffect(() => {
    let byKeyboard = true;
    const onKeyDown = () => (byKeyboard = true);
    // Returning to the window fires focusin again, but must not undo scrolling done since.
    const onAnythingElse = () => (byKeyboard = false);
    const onFocusIn = () => {
      if (!byKeyboard) return;
      // After scripts that move the focus elsewhere and straight back, as writing a prompt does.
      queueMicrotask(() => {
        const { activeElement } = document;
        if (!activeElement?.matches(':focus-visible')) return;
        activeElement.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
      });
    };
    const abort = new AbortController();
    const options = { capture: true, signal: abort.signal };
    addEventListener('keydown', onKeyDown, options);
    addEventListener('pointerdown', onAnythingElse, options);
    addEventListener('blur', (event) => event.target === window && onAnythingElse(), options);
    addEventListener('focusin', onFocusIn, options);
    return () => abort.abort();
  }, []);
}
