import { countPictures } from '../../lib/settings/request.ts';
import { useForm } from '../../state/form.ts';
import { generate } from '../run/generate.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './EmptyFrame.module.css';

/** Where the picture of a shared link will appear: what the link holds, and how to see the picture. */
export function SharedFrame() {
  const prompt = useForm((form) => form.prompt);
  const count = useForm((form) => form.count);
  const counted = countPictures({ prompt, count });
  return (
    <div className={styles.empty}>
      <p className={styles.title}>{texts.share.frameTitle}</p>
      <p className={styles.quoted} dir="auto">
        {texts.prompt.quoted(prompt)}
      </p>
      <p className={styles.text}>{texts.share.frameText}</p>
      <div className={styles.surprise}>
        <Button look="primary" onClick={() => void generate()}>
          {texts.actions.generate(counted.kind === 'pictures' ? counted.count : 1)}
        </Button>
      </div>
    </div>
  );
}
