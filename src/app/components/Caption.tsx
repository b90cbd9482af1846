import { StarButton } from '../gallery/components/StarButton.tsx';
import { useGallery } from '../gallery/store/gallery.ts';
import { view } from '../gallery/store/overlay.ts';
import { formatDuration, pictureFileName } from '../lib/format.ts';
import type { Picture } from '../state/pictures.ts';
import { ShareActions } from '../share/ShareActions.tsx';
import { texts } from '../texts.ts';
import { Button } from './Button.tsx';
import buttonStyles from './Button.module.css';
import styles from './Caption.module.css';
import { Facts } from './Facts.tsx';
import { StageTimes } from './StageTimes.tsx';

/** The picture's own facts and what can be done with it. */
export function Caption({ picture }: { picture: Picture }) {
  const { id, request, provider, totalMs, timesMs, url } = picture;
  const records = useGallery((state) => state.records);
  const record = records.find((candidate) => candidate.id === id);
  const { unknown, providers } = texts.receipt;
  const facts = [
    [texts.receipt.total, totalMs === null ? unknown : formatDuration(totalMs)],
    [texts.receipt.seed, request.seed],
    [texts.receipt.size, texts.size.pixels(request.width, request.height)],
    [texts.receipt.provider, provider === null ? unknown : providers[provider]],
  ] as const;
  return (
    <div className={styles.caption} role="group" aria-label={texts.receipt.label}>
      <Facts facts={facts} className={styles.facts} />
      <div className={styles.actions}>
        {record !== undefined && (
          <>
            <StarButton id={id} favourite={record.favourite} />
            <Button
              onClick={() =>
                view(
                  id,
                  records.map((each) => each.id),
                )
              }
            >
              {texts.viewer.open}
            </Button>
          </>
        )}
        <a
          className={`${buttonStyles.button} ${buttonStyles.plain}`}
          href={url}
          download={pictureFileName(request.prompt, request.seed)}
        >
          {texts.actions.download}
        </a>
        <ShareActions picture={picture} />
      </div>
      {timesMs !== null && <StageTimes timesMs={timesMs} />}
    </div>
  );
}
