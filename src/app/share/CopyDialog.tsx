import { useEffect, useId, useRef } from 'react';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import fieldStyles from '../ui/fields.module.css';
import type { Picture } from '../state/shown-picture.ts';
import { titleOf } from '../i18n/format.ts';
import { texts } from '../i18n/texts.ts';
import styles from './CopyDialog.module.css';

/** Where the browser lets no page copy: the link selected, or the picture, to be copied by hand. */
export function CopyDialog({
  what,
  picture,
  link,
  remark,
  onClose,
}: {
  what: 'link' | 'picture';
  picture: Picture;
  link: string;
  /** What the link does not carry. */
  remark: string | null;
  onClose: () => void;
}) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    field.current?.select();
  }, []);
  const words = what === 'link' ? texts.share.linkByHand : texts.share.pictureByHand;
  return (
    <Dialog ref={dialog} look="card" aria-labelledby={id} onClose={onClose}>
      <h2 id={id} className={styles.title}>
        {words.title}
      </h2>
      <p>{words.text}</p>
      {remark !== null && <p>{remark}</p>}
      {what === 'link' ? (
        <input
          ref={field}
          className={fieldStyles.input}
          aria-label={texts.share.link}
          readOnly
          value={link}
          onFocus={(event) => event.target.select()}
        />
      ) : (
        <img className={styles.picture} src={picture.url} alt={titleOf(picture.request)} />
      )}
      <div className={styles.close}>
        <Button onClick={() => dialog.current?.close()}>{texts.share.close}</Button>
      </div>
    </Dialog>
  );
}
