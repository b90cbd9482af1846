import { useRef } from 'react';
import { Button } from '../../ui/Button.tsx';
import { useScrollEdges } from '../../ui/use-scroll-edges.ts';
import { formatTimeLeft } from '../../i18n/format.ts';
import { announce } from '../../state/announcer.ts';
import { goOn } from '../run/generate.ts';
import { expectedMs, useStageTimings } from '../../state/stage-timings.ts';
import { clearQueue, useQueue } from '../../state/queue.ts';
import { useRun } from '../../state/run.ts';
import { texts } from '../../i18n/texts.ts';
import { QUEUE_ID } from './queue-id.ts';
import styles from './QueueList.module.css';
import { RemovalNotice } from './RemovalNotice.tsx';
import { RunningRow } from './RunningRow.tsx';
import { WaitingRow } from './WaitingRow.tsx';

/** What is painted next, and what is being painted; nothing at all while nothing waits. */
export function QueueList() {
  const { waiting, removed } = useQueue();
  const runKind = useRun((run) => run.kind);
  const inHand = useRun((run) => (run.kind === 'running' ? run.request : null));
  const records = useStageTimings((state) => state.records);
  const section = useRef<HTMLElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const more = useScrollEdges(list, waiting.length + Number(inHand !== null));
  if (waiting.length === 0 && removed.length === 0) return null;
  const hold = waiting.find((each) => each.hold !== null)?.hold ?? null;
  const totalMs = records.length === 0 ? null : expectedMs(waiting.map(({ request }) => request));
  return (
    <section
      id={QUEUE_ID}
      className={styles.queue}
      aria-label={texts.queue.label}
      ref={section}
      tabIndex={-1}
    >
      {waiting.length > 0 && (
        <div className={styles.head}>
          <h2 className={styles.heading}>{texts.queue.label}</h2>
          <p className={styles.note}>
            {texts.queue.waiting(waiting.length)}
            {totalMs !== null && ` · ${texts.queue.time(formatTimeLeft(totalMs))}`}
          </p>
          <Button
            look="quiet"
            onClick={() => {
              clearQueue();
              announce(texts.queue.removed(waiting.length));
              section.current?.focus();
            }}
          >
            {texts.queue.clear}
          </Button>
        </div>
      )}
      {hold !== null && (
        <div className={styles.held}>
          <p className={styles.note}>{texts.queue.holds[hold]}</p>
          <Button onClick={() => void goOn()}>
            {runKind === 'failed' ? texts.queue.goOnWithout : texts.queue.goOn}
          </Button>
        </div>
      )}
      {waiting.length > 0 && (
        <ol className={styles.list} ref={list} data-more={more}>
          {inHand !== null && <RunningRow request={inHand} />}
          {waiting.map((each, i) => (
            <WaitingRow key={each.id} waiting={each} place={i} of={waiting.length} />
          ))}
        </ol>
      )}
      {removed.length > 0 && <RemovalNotice count={removed.length} />}
    </section>
  );
}
