import { useMemo } from 'react';
import { PageLink } from '../../ui/PageLink.tsx';
import { choosePicture } from '../store/shown.ts';
import { usePictures } from '../../state/shown-picture.ts';
import { useRun } from '../../state/run.ts';
import { shorten, titleOf } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import { useGallery } from '../store/gallery.ts';
import styles from './Recent.module.css';
import { Thumbnail } from './Thumbnail.tsx';

const MOST_SHOWN = 20;

/** The latest pictures, below the frame: choosing one puts it there. One stop for the Tab key. */
export function Recent() {
  const records = useGallery((state) => state.records);
  const recent = useMemo(() => records.slice(0, MOST_SHOWN), [records]);
  // At once, not when its file has been read: a choice must be seen to be taken.
  const shownId = usePictures(({ shown, wanted }) => wanted ?? shown?.id);
  const hasChosen = usePictures(({ chosen }) => chosen !== null);
  // Where the painting is watched, none of these is what is shown.
  const isWatching = useRun(({ kind }) => kind === 'running') && !hasChosen;
  if (recent.length === 0) return null;
  return (
    <fieldset className={styles.strip}>
      <legend className="visually-hidden">{texts.gallery.recent}</legend>
      {recent.map((record) => (
        <label
          key={record.id}
          className={styles.tile}
          title={shorten(titleOf(record.request), 200)}
        >
          <input
            type="radio"
            name="recent"
            className={styles.choice}
            aria-label={texts.gallery.showRecent(shorten(titleOf(record.request), 80))}
            checked={record.id === shownId && !isWatching}
            onChange={() => void choosePicture(record)}
          />
          <Thumbnail record={record} />
        </label>
      ))}
      {records.length > MOST_SHOWN && (
        <PageLink view="pictures" className={styles.all}>
          {texts.gallery.recentAll}
        </PageLink>
      )}
    </fieldset>
  );
}
