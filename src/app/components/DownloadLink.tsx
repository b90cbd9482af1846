import { pictureFileName } from '../lib/format.ts';
import type { Picture } from '../state/pictures.ts';
import { texts } from '../texts.ts';
import styles from './Button.module.css';
import { IconLabel } from './IconLabel.tsx';
import { DownloadIcon } from './icons.tsx';

/** The PNG with its settings inside, under a name made of prompt and seed. */
export function DownloadLink({
  picture: { url, request },
  look,
}: {
  picture: Picture;
  look: 'plain' | 'tool';
}) {
  return (
    <a
      className={`${styles.button} ${styles[look]}`}
      href={url}
      download={pictureFileName(request.prompt, request.seed)}
      title={texts.actions.download}
    >
      <IconLabel icon={<DownloadIcon />}>{texts.actions.download}</IconLabel>
    </a>
  );
}
