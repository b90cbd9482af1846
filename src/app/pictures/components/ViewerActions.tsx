import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { DownloadLink } from './DownloadLink.tsx';
import { IconLabel } from '../../ui/IconLabel.tsx';
import { BinIcon, ReuseIcon, SeedIcon } from '../../ui/icons.tsx';
import type { Picture } from '../../state/shown-picture.ts';
import { texts } from '../../i18n/texts.ts';
import { remove, reuse, reuseSeed } from '../store/actions.ts';
import { CopyPrompt } from './CopyPrompt.tsx';
import styles from './ViewerActions.module.css';
import { ShareActions } from '../../share/public.ts';

/**
 * What can be done with the picture that is shown.
 * @param more what other features do with it
 */
export function ViewerActions({ picture, more }: { picture: Picture; more: ReactNode }) {
  const { id, request } = picture;
  return (
    <div className={styles.actions}>
      <Button look="primary" onClick={() => reuse(request)}>
        <IconLabel icon={<ReuseIcon />}>{texts.viewer.reuse}</IconLabel>
      </Button>
      <Button onClick={() => reuseSeed(request)}>
        <IconLabel icon={<SeedIcon />}>{texts.viewer.reuseSeed}</IconLabel>
      </Button>
      {more}
      <DownloadLink picture={picture} look="plain" />
      <ShareActions picture={picture} />
      <CopyPrompt key={id} prompt={request.prompt} />
      <Button onClick={() => void remove([id])}>
        <IconLabel icon={<BinIcon />}>{texts.gallery.remove}</IconLabel>
      </Button>
    </div>
  );
}
