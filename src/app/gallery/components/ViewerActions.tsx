import { Button } from '../../components/Button.tsx';
import { DownloadLink } from '../../components/DownloadLink.tsx';
import { IconLabel } from '../../components/IconLabel.tsx';
import { BinIcon, ReuseIcon, SeedIcon } from '../../components/icons.tsx';
import { ShareActions } from '../../share/ShareActions.tsx';
import type { Picture } from '../../state/pictures.ts';
import { texts } from '../../texts.ts';
import { remove, reuse, reuseSeed } from '../store/actions.ts';
import { CopyPrompt } from './CopyPrompt.tsx';
import styles from './ViewerActions.module.css';

/** What can be done with the picture that is shown. */
export function ViewerActions({ picture }: { picture: Picture }) {
  const { id, request } = picture;
  return (
    <div className={styles.actions}>
      <Button look="primary" onClick={() => reuse(request)}>
        <IconLabel icon={<ReuseIcon />}>{texts.viewer.reuse}</IconLabel>
      </Button>
      <Button onClick={() => reuseSeed(request)}>
        <IconLabel icon={<SeedIcon />}>{texts.viewer.reuseSeed}</IconLabel>
      </Button>
      <DownloadLink picture={picture} look="plain" />
      <ShareActions picture={picture} />
      <CopyPrompt key={id} prompt={request.prompt} />
      <Button onClick={() => void remove([id])}>
        <IconLabel icon={<BinIcon />}>{texts.gallery.remove}</IconLabel>
      </Button>
    </div>
  );
}
