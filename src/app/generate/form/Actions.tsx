import { useRef } from 'react';
import { usePublishedHeight } from '../../ui/use-published-height.ts';
import { countPictures, MOST_OF_A_PROMPT } from '../../lib/settings/request.ts';
import { setCount, useForm } from '../../state/form.ts';
import { useProblem } from '../run/generate.ts';
import { RunStatus, useHasStatus } from '../queue/RunStatus.tsx';
import { LONGEST_QUEUE } from '../../state/queue.ts';
import { useRun } from '../../state/run.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './Actions.module.css';
import { Button } from '../../ui/Button.tsx';
import fieldStyles from '../../ui/fields.module.css';
import { Problem } from './Problem.tsx';

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
const GENERATE_ID = 'generate';
const COUNTS = Array.from({ length: MOST_OF_A_PROMPT }, (_, i) => i + 1);
const findGenerate = () => document.getElementById(GENERATE_ID);

/** The button that paints, and beside it how far the painting is: nothing moves when that comes. */
export function Actions() {
  const running = useRun((run) => run.kind === 'running');
  const prompt = useForm((form) => form.prompt);
  const count = useForm((form) => form.count);
  const isFull = useProblem((state) => state.problem === 'queue');
  const bar = useRef<HTMLDivElement>(null);
  const above = useRef<HTMLDivElement>(null);
  usePublishedHeight(bar, '--bar-height');
  usePublishedHeight(above, '--above-bar-height');
  const hasStatus = useHasStatus();
  const counted = countPictures({ prompt, count });
  const ordered = counted.kind === 'pictures' ? counted.count : 1;
  const { generate, add, shortcuts, addShortcuts } = texts.actions;
  const modifier = isApple ? '⌘' : 'Ctrl';
  return (
    <div className={styles.bar} ref={bar}>
      <div className={styles.actions}>
        <Button
          id={GENERATE_ID}
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
      </div>
      <div className={styles.told} ref={above}>
        <div className={styles.line}>
          <RunStatus focusAfter={findGenerate} />
          <p className={hasStatus ? 'visually-hidden' : styles.help} id="generate-help">
            {running ? addShortcuts(modifier) : shortcuts(modifier)}
          </p>
        </div>
        <Problem id="queue-problem" shown={isFull}>
          {texts.queue.full(LONGEST_QUEUE)}
        </Problem>
      </div>
    </div>
  );
}
