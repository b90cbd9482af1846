import { useLayoutEffect, useRef, type RefObject } from 'react';
import { formatDecimal, shorten, titleOf } from '../../i18n/format.ts';
import type { Start } from '../../lib/settings/start.ts';
import { announce } from '../../state/announcer.ts';
import { moveWaiting, removeWaiting, type Waiting } from '../../state/queue.ts';
import { useKeptFile } from '../../pictures/public.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './QueueList.module.css';
import { RowButton } from './RowButton.tsx';

const SPOKEN = 40;

/** One picture that waits, with buttons that fingers and keys can use as well as a mouse. */
export function WaitingRow({
  waiting: { id, request },
  place,
  of,
}: {
  waiting: Waiting;
  /** From 0. */
  place: number;
  of: number;
}) {
  const row = useRef<HTMLLIElement>(null);
  const pressed = useFocusAfterMove(place);
  const name = shorten(titleOf(request), SPOKEN);
  const move = (by: -1 | 1) => (button: HTMLButtonElement) => {
    pressed.current = button;
    if (moveWaiting(id, by)) announce(texts.queue.moved(place + by + 1, of));
  };
  const remove = () => {
    // What takes the row's place, or else the row before it, gets the focus.
    const neighbour = row.current?.nextElementSibling ?? row.current?.previousElementSibling;
    const next =
      neighbour?.querySelector<HTMLElement>('button:last-of-type') ??
      row.current?.closest<HTMLElement>('section');
    removeWaiting(id);
    announce(texts.queue.removed(1));
    next?.focus();
  };
  return (
    <li className={styles.row} ref={row}>
      <span className={styles.prompt} dir="auto" title={titleOf(request)}>
        {titleOf(request)}
      </span>
      <span className={styles.seed}>
        {texts.queue.seed(request.seed)}
        {request.start !== undefined && <StartWords start={request.start} />}
      </span>
      <span className={styles.buttons}>
        <RowButton label={texts.queue.up(name)} sign="up" off={place === 0} onPress={move(-1)} />
        <RowButton
          label={texts.queue.down(name)}
          sign="down"
          off={place === of - 1}
          onPress={move(1)}
        />
        <RowButton label={texts.queue.remove(name)} sign="remove" onPress={remove} />
      </span>
    </li>
  );
}

/** That a picture starts from another one, or cannot any more. */
function StartWords({ start: { sha256, strength } }: { start: Start }) {
  const file = useKeptFile('start', sha256 ?? '');
  const { waiting, waitingGone } = texts.start;
  return ` · ${file === 'missing' ? waitingGone : waiting(formatDecimal(strength, 2))}`;
}

/** A row that is moved within the page loses the focus; the button that moved it takes it back. */
function useFocusAfterMove(place: number): RefObject<HTMLButtonElement | null> {
  const pressed = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    pressed.current?.focus();
    pressed.current?.scrollIntoView({ block: 'nearest' });
    pressed.current = null;
  }, [place]);
  return pressed;
}
