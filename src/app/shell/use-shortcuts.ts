import { useEffect } from 'react';
import { generate } from '../generate/run/generate.ts';
import { stopRun } from '../generate/run/run.ts';
import { useView } from '../state/view.ts';

/** What Safari tells of the Enter that ends composing, after `isComposing` is over. */
const COMPOSING_KEY_CODE = 229;

/**
 * Where one paints, Ctrl or Cmd + Enter paints and Esc stops the picture that is being painted;
 * neither while an input method composes text, nor over a dialog, which has its own Esc.
 */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || event.keyCode === COMPOSING_KEY_CODE) return;
      if (event.defaultPrevented || event.repeat) return;
      if (useView.getState().view !== 'paint') return;
      if (document.querySelector(':modal, :popover-open') !== null) return;
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        void generate();
      } else if (event.key === 'Escape') {
        stopRun();
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
