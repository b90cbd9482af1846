import { view } from '../../state/overlay.ts';
import { formatDecimal, formatDuration, titleOf } from '../../i18n/format.ts';
import type { Picture } from '../../state/shown-picture.ts';
import { texts } from '../../i18n/texts.ts';
import { AddedPhrases } from './AddedPhrases.tsx';
import { Button } from '../../ui/Button.tsx';
import styles from './Caption.module.css';
import { IconLabel } from '../../ui/IconLabel.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { ExpandIcon, ReuseIcon } from '../../ui/icons.tsx';
import { StageTimes } from '../../ui/StageTimes.tsx';
import { DownloadLink, StarButton, reuse, useGallery } from '../../pictures/public.ts';
import { StartButtons } from '../start/StartButtons.tsx';
import { ShareActions } from '../../share/public.ts';

/** What can be done with the picture, and how it came about. */
export function Caption({ picture }: { picture: Picture }) {
  const { id, request, provider, totalMs, timesMs } = picture;
  const records = useGallery((state) => state.records);
  const record = records.find((candidate) => candidate.id === id);
  const { unknown, providers } = texts.receipt;
  const facts = [
    [texts.receipt.seed, request.seed],
    [texts.receipt.size, texts.size.pixels(request.width, request.height)],
    ...(request.start === undefined
      ? []
      : [[texts.start.strength, formatDecimal(request.start.strength, 2)] as const]),
    [texts.receipt.total, totalMs === null ? unknown : formatDuration(totalMs)],
    [texts.receipt.provider, provider === null ? unknown : providers[provider]],
  ] as const;
  const open = () =>
    view(
      id,
      records.map((each) => each.id),
    );
  return (
    <div className={styles.caption} role="group" aria-label={texts.receipt.label}>
      <div className={styles.actions}>
        {record !== undefined && (
          <>
            <StarButton id={id} favourite={record.favourite} />
            <Button look="tool" title={texts.viewer.open} onClick={open}>
              <IconLabel icon={<ExpandIcon />}>{texts.viewer.open}</IconLabel>
            </Button>
          </>
        )}
        <DownloadLink picture={picture} look="tool" />
        <ShareActions picture={picture} look="tool" />
        <Button look="tool" title={texts.viewer.reuse} onClick={() => reuse(request)}>
          <IconLabel icon={<ReuseIcon />}>{texts.viewer.reuse}</IconLabel>
        </Button>
        <StartButtons picture={picture} look="tool" />
      </div>
      <p className={styles.prompt} dir="auto" title={titleOf(request)}>
        {titleOf(request)}
      </p>
      <AddedPhrases picture={picture} />
      {timesMs !== null && <StageTimes timesMs={timesMs} />}
      <Facts facts={facts} className={styles.facts} />
    </div>
  );
}
