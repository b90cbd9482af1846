import { Button } from '../ui/Button.tsx';
import { useModel } from '../state/model.ts';
import { texts } from '../i18n/texts.ts';
import { swapForm } from './incoming.ts';
import styles from './Notice.module.css';
import type { Filled } from './notice.ts';
import { Remarks } from './Remarks.tsx';
import { remarksOn } from './remarks.ts';
import { filledFrom } from './words.ts';
import { LinkedModel } from '../models/public.ts';

/** The form has been filled; how to have back what was in it. */
export function FilledWords({ filled }: { filled: Filled }) {
  const model = useModel();
  const { source, reading, undone } = filled;
  const manifest = model.kind === 'open' ? model.model.manifest : null;
  return (
    <div className={styles.words}>
      <p>
        <strong>{undone ? texts.share.undone : filledFrom(source, reading?.program)}</strong>{' '}
        {!undone && texts.share.pressGenerate}
      </p>
      {!undone && reading !== null && <LinkedModel settings={reading.settings} />}
      {!undone && reading !== null && <Remarks remarks={remarksOn(reading, manifest)} />}
      <div>
        <Button look="quiet" onClick={swapForm}>
          {undone ? texts.share.redo : texts.share.undo}
        </Button>
      </div>
    </div>
  );
}
