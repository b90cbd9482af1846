import { Button } from '../../components/Button.tsx';
import buttonStyles from '../../components/Button.module.css';
import { pictureFileName } from '../../lib/format.ts';
import { ShareActions } from '../../share/ShareActions.tsx';
import type { Picture } from '../../state/pictures.ts';
import { texts } from '../../texts.ts';
import { remove, reuse, reuseSeed } from '../store/actions.ts';
import { CopyPrompt } from './CopyPrompt.tsx';
import styles from './ViewerActions.module.css';

/** What can be done with the picture that is shown. */
export function ViewerActions({ picture }: { picture: Picture }) {
  const { id, request, url } = picture;
  return (
    <div className={styles.actions}>
      <Button look="primary" onClick={() => reuse(request)}>
        {texts.viewer.reuse}
      </Button>
      <Button onClick={() => reuseSeed(request)}>{texts.viewer.reuseSeed}</Button>
      <a
        className={`${buttonStyles.button} ${buttonStyles.plain}`}
        href={url}
        download={pictureFileName(request.prompt, request.seed)}
      >
        {texts.actions.download}
      </a>
      <ShareActions picture={picture} />
      <CopyPrompt key={id} prompt={request.prompt} />
      <Button onClick={() => void remove([id])}>{texts.gallery.remove}</Button>
    </div>
  );
}
