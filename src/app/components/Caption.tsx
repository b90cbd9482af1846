import { formatDuration, pictureFileName } from '../lib/format.ts';
import type { Picture } from '../state/pictures.ts';
import { texts } from '../texts.ts';
import buttonStyles from './Button.module.css';
import styles from './Caption.module.css';
import { StageTimes } from './StageTimes.tsx';
import { Facts } from './Facts.tsx';

/** The picture's own facts and what can be done with it. */
export function Caption({ picture }: { picture: Picture }) {
  const { request, provider, totalMs, timesMs, url } = picture;
  const facts = [
    [texts.receipt.total, formatDuration(totalMs)],
    [texts.receipt.seed, request.seed],
    [texts.receipt.size, texts.size.pixels(request.width, request.height)],
    [texts.receipt.provider, texts.receipt.providers[provider]],
  ] as const;
  return (
    <div className={styles.caption} role="group" aria-label={texts.receipt.label}>
      <Facts facts={facts} className={styles.facts} />
      <a
        className={`${buttonStyles.button} ${buttonStyles.plain}`}
        href={url}
        download={pictureFileName(request.prompt, request.seed)}
      >
        {texts.actions.download}
      </a>
      <StageTimes timesMs={timesMs} />
    </div>
  );
}
