import { useEffect, useRef } from 'react';
import { Button } from '../../ui/Button.tsx';
import { stopAll } from '../run/generate.ts';
import { useQueue } from '../../state/queue.ts';
import { useRun } from '../../state/run.ts';
import { stopRun } from '../run/run.ts';
import { showView } from '../../state/view.ts';
import { texts } from '../../i18n/texts.ts';
import { QUEUE_ID } from './queue-id.ts';
import styles from './RunStatus.module.css';
import { WholeProgress } from './WholeProgress.tsx';

/** Whether there is anything to tell. */
export function useHasStatus(): boolean {
  const running = useRun(({ kind }) => kind === 'running');
  const waits = useQueue(({ waiting }) => waiting.length > 0);
  return running || waits;
}

/**
 * How far the picture is, how many wait, and Stop: the same on every page, and nothing while nothing is painted or
 * waits. What is pressed comes first, so that no text that grows can move it.
 */
export function RunStatus({
  focusAfter,
  tellsProgress = true,
}: {
  /** What gets the focus of a button that goes away. */
  focusAfter: () => HTMLElement | null | undefined;
  /** False where the page itself tells how far the picture is. */
  tellsProgress?: boolean;
}) {
  const run = useRun();
  const waiting = useQueue((queue) => queue.waiting);
  const running = run.kind === 'running';
  const held = useFocusOfGone(running, focusAfter);
  if (!running && waiting.length === 0) return null;
  return (
    <div className={styles.status} {...held}>
      {running && <Button onClick={once(stopRun)}>{texts.actions.stop}</Button>}
      {running && waiting.some(({ hold }) => hold === null) && (
        <Button onClick={stopAll}>{texts.queue.stopAll}</Button>
      )}
      {waiting.length > 0 && (
        <Button look="quiet" title={texts.queue.show} onClick={once(showQueue)}>
          {texts.queue.waiting(waiting.length)}
        </Button>
      )}
      {running && tellsProgress && <WholeProgress run={run} />}
    </div>
  );
}

const showQueue = () => showView('paint', QUEUE_ID);

/** The second half of a double click must not stop the next picture, nor hit what comes in the place of Stop. */
const once = (act: () => void) => (event: { detail: number }) => {
  if (event.detail < 2) act();
};

/** Buttons that go away when the painting ends hand their focus on; gives the handlers of what holds them. */
function useFocusOfGone(running: boolean, focusAfter: () => HTMLElement | null | undefined) {
  const isHeld = useRef(false);
  useEffect(() => {
    if (running || !isHeld.current) return;
    isHeld.current = false;
    focusAfter()?.focus();
  }, [running, focusAfter]);
  return {
    onFocus: () => (isHeld.current = true),
    // A button that goes away is left for nothing.
    onBlur: (event: { relatedTarget: EventTarget | null }) => {
      isHeld.current = event.relatedTarget === null && isHeld.current;
    },
  };
}
