import { useRef } from 'react';
import { drawingTexts } from './drawing-texts.ts';
import { DrawDialog } from './DrawDialog.tsx';
import styles from './tools.module.css';

const nothing = () => {};

/** Stands in until there is something to draw on. */
export function LoadingDialog({ title }: { title: string }) {
  const focus = useRef<HTMLParagraphElement>(null);
  return (
    <DrawDialog
      title={title}
      focus={focus}
      history={null}
      onUndo={nothing}
      onRedo={nothing}
      onBrush={nothing}
      onDone={null}
      stage={
        <p ref={focus} tabIndex={-1} className={styles.loading}>
          {drawingTexts().loading}
        </p>
      }
    >
      {null}
    </DrawDialog>
  );
}
