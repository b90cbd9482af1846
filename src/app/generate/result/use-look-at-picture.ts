import { useEffect, useRef } from 'react';
import { useRun } from '../../state/run.ts';

/** Where picture and form stand one above the other. */
const NARROW = '(width < 56.25em)';
const NO_MOTION = '(prefers-reduced-motion: reduce)';

/**
 * On a phone whoever presses Generate sees the picture, however far down they pressed it. Pictures of
 * the queue begin by themselves and move nothing.
 * @returns to be called by the press
 */
export function useLookAtPicture(): () => void {
  const pressed = useRef(false);
  useEffect(
    () =>
      useRun.subscribe((run, before) => {
        if (run.kind !== 'running' || before.kind === 'running' || !pressed.current) return;
        pressed.current = false;
        if (!matchMedia(NARROW).matches) return;
        scrollTo({ top: 0, behavior: matchMedia(NO_MOTION).matches ? 'instant' : 'smooth' });
      }),
    [],
  );
  return () => (pressed.current = useRun.getState().kind !== 'running');
}
