import { useRef } from 'react';
import { Button } from '../../ui/Button.tsx';
import { DownloadIcon, StarIcon, UploadIcon } from '../../ui/icons.tsx';
import { IconLabel } from '../../ui/IconLabel.tsx';
import fieldStyles from '../../ui/fields.module.css';
import { texts } from '../../i18n/texts.ts';
import type { PictureRecord } from '../lib/record.ts';
import { SORT_ORDERS } from '../lib/sort.ts';
import { exportPictures } from '../store/export.ts';
import { search, setFavouritesOnly, sortBy, useFilter } from '../store/filter.ts';
import { importPictures } from '../store/import.ts';
import { select, setTapping, useSelection } from '../store/selection.ts';
import styles from './Toolbar.module.css';

/** Finding pictures, and taking them out and in. */
export function Toolbar({ shown, all }: { shown: readonly PictureRecord[]; all: number }) {
  const { query, favouritesOnly, order } = useFilter();
  const tapping = useSelection((state) => state.tapping);
  return (
    <div className={styles.toolbar}>
      {all > 0 && (
        <>
          <input
            type="search"
            className={`${fieldStyles.input} ${styles.search}`}
            aria-label={texts.gallery.search}
            placeholder={texts.gallery.searchPlaceholder}
            value={query}
            onChange={(event) => search(event.target.value)}
          />
          <select
            className={`${fieldStyles.input} ${styles.sort}`}
            aria-label={texts.gallery.sort.label}
            title={texts.gallery.sort.label}
            value={order}
            onChange={(event) => sortBy(SORT_ORDERS[event.target.selectedIndex]!)}
          >
            {SORT_ORDERS.map((each) => (
              <option key={each} value={each}>
                {texts.gallery.sort[each]}
              </option>
            ))}
          </select>
          <div className={styles.favourites}>
            <Button
              aria-pressed={favouritesOnly}
              onClick={() => setFavouritesOnly(!favouritesOnly)}
            >
              <StarIcon /> {texts.gallery.favourites}
            </Button>
          </div>
          <div className={styles.tapping}>
            <Button
              aria-pressed={tapping}
              onClick={() => {
                setTapping(!tapping);
                if (tapping) select([]);
              }}
            >
              {texts.gallery.tapping}
            </Button>
          </div>
        </>
      )}
      <div className={styles.transfers}>
        {shown.length > 0 && (
          <Button look="tool" onClick={() => void exportPictures(shown)}>
            <IconLabel icon={<DownloadIcon />}>
              {shown.length === all
                ? texts.gallery.exportAll
                : texts.gallery.exportShown(shown.length)}
            </IconLabel>
          </Button>
        )}
        <ImportButton look={all > 0 ? 'tool' : 'plain'} />
      </div>
    </div>
  );
}

function ImportButton({ look }: { look: 'tool' | 'plain' }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button look={look} title={texts.gallery.import} onClick={() => input.current?.click()}>
        <IconLabel icon={<UploadIcon />}>{texts.gallery.import}</IconLabel>
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept=".zip,.png,application/zip,image/png"
        onChange={(event) => {
          void importPictures([...(event.target.files ?? [])]);
          // The same file can be chosen once more.
          event.target.value = '';
        }}
      />
    </>
  );
}
