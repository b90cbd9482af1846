import { pictureFileName } from '../../i18n/format.ts';
import type { Picture } from '../../state/shown-picture.ts';
import { texts } from '../../i18n/texts.ts';
import styles from '../../ui/Button.module.css';
import { IconLabel } from '../../ui/IconLabel.tsx';
import { DownloadIcon } from '../../ui/icons.tsx';

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
