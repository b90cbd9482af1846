import { useEffect, useRef } from 'react';
import { stopRun, useRun } from '../state/run.ts';
import { texts } from '../texts.ts';
import styles from './Actions.module.css';
import { Button } from './Button.tsx';

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function Actions() {
  const running = useRun((run) => run.kind === 'running');
  const row = useRef<HTMLDivElement>(null);
  const heldFocus = useRef(false);
  // The Stop button goes away: focus must not go with it.
  useEffect(() => {
    if (running || !heldFocus.current) return;
    heldFocus.current = false;
    row.current?.querySelector('button')?.focus();
  }, [running]);
  return (
    <div className={styles.bar}>
      <div className={styles.actions} ref={row}>
        <Button
          type="submit"
          look="primary"
          aria-disabled={running}
          aria-describedby="generate-help"
        >
          {texts.actions.generate}
        </Button>
        {running && (
          <Button
            onFocus={() => (heldFocus.current = true)}
            onBlur={(event) => {
              heldFocus.current = event.relatedTarget === null && heldFocus.current;
            }}
            onClick={stopRun}
          >
            {texts.actions.stop}
          </Button>
        )}
      </div>
      <p className={styles.help} id="generate-help">
        {running ? texts.actions.busy : texts.actions.shortcuts(isApple ? '⌘' : 'Ctrl')}
      </p>
    </div>
  );
}
