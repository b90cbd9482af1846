import { useEffect, useRef } from 'react';
import { countPictures, MOST_OF_A_PROMPT } from '../lib/request.ts';
import { setCount, useForm } from '../state/form.ts';
import { useProblem } from '../state/generate.ts';
import { LONGEST_QUEUE } from '../state/queue.ts';
import { stopRun, useRun } from '../state/run.ts';
import { texts } from '../texts.ts';
import styles from './Actions.module.css';
import { Button } from './Button.tsx';
import fieldStyles from './fields.module.css';
import { Problem } from './Problem.tsx';

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
const COUNTS = Array.from({ length: MOST_OF_A_PROMPT }, (_, i) => i + 1);

export function Actions() {
  const running = useRun((run) => run.kind === 'running');
  const prompt = useForm((form) => form.prompt);
  const count = useForm((form) => form.count);
  const isFull = useProblem((state) => state.problem === 'queue');
  const row = useRef<HTMLDivElement>(null);
  const heldFocus = useRef(false);
  // The Stop button goes away: focus must not go with it.
  useEffect(() => {
    if (running || !heldFocus.current) return;
    heldFocus.current = false;
    row.current?.querySelector('button')?.focus();
  }, [running]);
  const counted = countPictures({ prompt, count });
  const ordered = counted.kind === 'pictures' ? counted.count : 1;
  const { generate, add, shortcuts, addShortcuts } = texts.actions;
  const modifier = isApple ? '⌘' : 'Ctrl';
  return (
    <div className={styles.bar}>
      <div className={styles.actions} ref={row}>
        <Button
          id="generate"
          type="submit"
          look="primary"
          aria-describedby="generate-help queue-problem"
        >
          {running ? add(ordered) : generate(ordered)}
        </Button>
        <select
          className={`${fieldStyles.input} ${styles.count}`}
          aria-label={texts.actions.count}
          title={texts.actions.count}
          value={count}
          onChange={(event) => setCount(Number(event.target.value))}
        >
          {COUNTS.map((times) => (
            <option key={times} value={times}>
              {texts.actions.times(times)}
            </option>
          ))}
        </select>
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
        {running ? addShortcuts(modifier) : shortcuts(modifier)}
      </p>
      <Problem id="queue-problem" shown={isFull}>
        {texts.queue.full(LONGEST_QUEUE)}
      </Problem>
    </div>
  );
}
