import { useRef, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { drawingTexts } from './drawing-texts.ts';
import { Button } from '../../../ui/Button.tsx';
import { CloseButton } from '../../../ui/CloseButton.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { RedoIcon, UndoIcon } from '../../../ui/icons.tsx';
import { IconButton } from '../../../ui/IconButton.tsx';
import { closeOverlay } from '../../../state/overlay.ts';
import type { EditHistory } from './edit-history.ts';
import styles from './DrawDialog.module.css';

/**
 * A sheet over the whole page to draw on: what is drawn on, the tools, and what is always at hand.
 * @param focus gets the focus
 * @param onBrush the keys that make the brush larger and smaller
 */
export function DrawDialog({
  title,
  focus,
  history,
  onUndo,
  onRedo,
  onBrush,
  onDone,
  stage,
  children,
}: {
  title: string;
  focus: RefObject<HTMLElement | null>;
  history: EditHistory | null;
  onUndo: () => void;
  onRedo: () => void;
  onBrush: (direction: 1 | -1) => void;
  onDone: (() => void) | null;
  stage: ReactNode;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { undo, redo, done, close } = drawingTexts();
  const onKeyDown = (event: KeyboardEvent) => {
    // The page's own shortcuts rest: Escape closes and stops no painting.
    if (event.key === 'Escape') event.stopPropagation();
    if (event.target instanceof HTMLInputElement && event.target.type === 'text') return;
    // AltGr, with which some keyboards write brackets, comes as both Control and Alt.
    if ((event.ctrlKey && !event.altKey) || event.metaKey) {
      const key = event.key.toLowerCase();
      if (key !== 'z' && key !== 'y') return;
      event.preventDefault();
      if (key === 'y' || event.shiftKey) onRedo();
      else onUndo();
    } else if (event.key === '[' || event.key === '-') onBrush(-1);
    else if (event.key === ']' || event.key === '+') onBrush(1);
  };
  return (
    <Dialog
      ref={dialog}
      look="sheet"
      focus={focus}
      className={styles.dialog}
      aria-label={title}
      onKeyDown={onKeyDown}
      onClose={() => void closeOverlay()}
    >
      <header className={styles.head}>
        <h2 className={styles.title}>{title}</h2>
        <IconButton label={undo} aria-disabled={!history?.canUndo} onClick={onUndo}>
          <UndoIcon />
        </IconButton>
        <IconButton label={redo} aria-disabled={!history?.canRedo} onClick={onRedo}>
          <RedoIcon />
        </IconButton>
        <Button look="primary" aria-disabled={onDone === null} onClick={() => onDone?.()}>
          {done}
        </Button>
        <CloseButton label={close} onClick={() => dialog.current?.close()} />
      </header>
      {stage}
      <div className={styles.tools}>{children}</div>
    </Dialog>
  );
}
