import { useEffect } from 'react';
import type { Kitchen } from '../kitchen.ts';
import { generate } from '../state/generate.ts';
import { stopRun } from '../state/run.ts';

/** Ctrl or Cmd + Enter paints, Esc stops; neither while an input method composes text. */
export function useShortcuts({ engine, modelUrl }: Kitchen): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented || event.repeat) return;
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        void generate(engine, modelUrl);
      } else if (event.key === 'Escape') {
        stopRun();
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [engine, modelUrl]);
}
