import type { ReactNode } from 'react';
import { setStartMask, useForm } from '../../state/form.ts';
import { openDrawing } from '../../state/overlay.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import { SketchButton } from './SketchButton.tsx';
import styles from './StartMaskRow.module.css';

/**
 * Whether all of the start picture is painted anew or a marked part, and the way to mark one.
 * @param more what else can be done with the start picture
 */
export function StartMaskRow({ more }: { more?: ReactNode }) {
  const mask = useForm((form) => form.startMask);
  const { edit, editHelp, part, change, whole, extendPicture, extendHelp } = texts.draw;
  return (
    <div className={styles.row}>
      {mask !== null && <p className={styles.note}>{part}</p>}
      <Button look="quiet" title={editHelp} onClick={() => openDrawing('mask')}>
        {mask === null ? edit : change}
      </Button>
      <Button look="quiet" title={extendHelp} onClick={() => openDrawing('extend')}>
        {extendPicture}
      </Button>
      {mask === null && <SketchButton onPicture />}
      {mask !== null && (
        <Button look="quiet" onClick={() => setStartMask(null)}>
          {whole}
        </Button>
      )}
      {more}
    </div>
  );
}
