import type { MouseEvent } from 'react';
import { shorten, titleOf } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import { formatMoment } from '../lib/dates.ts';
import type { PictureRecord } from '../lib/record.ts';
import { StarButton } from './StarButton.tsx';
import { Thumbnail } from './Thumbnail.tsx';
import styles from './Tile.module.css';

/** One picture of the grid: opens large, can be selected and marked as a favourite. */
export function Tile({
  record,
  column,
  isActive,
  isSelected,
  onToggle,
  onActivate,
  onOpen,
}: {
  record: PictureRecord;
  column: number;
  /** Only the active tile is a stop of the Tab key; arrow keys lead to the others. */
  isActive: boolean;
  isSelected: boolean;
  onToggle: () => void;
  onActivate: () => void;
  onOpen: (event: MouseEvent) => void;
}) {
  const prompt = titleOf(record.request);
  const name = shorten(prompt, 120);
  const tabIndex = isActive ? 0 : -1;
  return (
    <div
      className={styles.tile}
      role="gridcell"
      aria-colindex={column + 1}
      aria-selected={isSelected}
      data-favourite={record.favourite}
      onFocus={onActivate}
    >
      <button
        type="button"
        className={styles.open}
        data-picture={record.id}
        tabIndex={tabIndex}
        aria-label={texts.gallery.open(name)}
        aria-description={formatMoment(record.paintedAt)}
        onClick={onOpen}
      >
        <Thumbnail record={record} />
        <span className={styles.caption} aria-hidden="true">
          <span className={styles.prompt} dir="auto">
            {shorten(prompt, 300)}
          </span>
          <span>{formatMoment(record.paintedAt)}</span>
        </span>
      </button>
      <label className={styles.select}>
        <input
          type="checkbox"
          className={styles.box}
          tabIndex={tabIndex}
          checked={isSelected}
          aria-label={texts.gallery.select(name)}
          onChange={onToggle}
        />
      </label>
      <StarButton
        id={record.id}
        favourite={record.favourite}
        className={styles.star}
        tabIndex={tabIndex}
      />
    </div>
  );
}
