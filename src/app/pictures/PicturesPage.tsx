import { useDeferredValue, useEffect, useMemo, type ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import { texts } from '../i18n/texts.ts';
import { EmptyWall } from './components/EmptyWall.tsx';
import { KeepNotice } from './components/KeepNotice.tsx';
import { PictureGrid } from './components/PictureGrid.tsx';
import { StorageFacts } from './components/StorageFacts.tsx';
import { Toolbar } from './components/Toolbar.tsx';
import { useToday } from './hooks/use-today.ts';
import { filterPictures } from './lib/search.ts';
import { groupByDay, sortPictures } from './lib/sort.ts';
import styles from './PicturesPage.module.css';
import { clearFilter, useFilter } from './store/filter.ts';
import { useGallery } from './store/gallery.ts';
import { dropDeletedFromSelection } from './store/selection.ts';

/**
 * Every picture that was kept.
 * @param painting what stands above them: the picture that is being painted
 */
export function PicturesPage({ painting }: { painting: ReactNode }) {
  const ready = useGallery((state) => state.ready);
  const records = useGallery((state) => state.records);
  // Ahead, as the pages are: the app may be replaced on the server while this tab stays open.
  useEffect(() => void import('./lib/zip.ts').catch(() => undefined), []);
  useEffect(dropDeletedFromSelection, []);
  // Typing stays quick, however many pictures there are to look through.
  const filter = useDeferredValue(useFilter());
  const shown = useMemo(
    () => sortPictures(filterPictures(records, filter), filter.order),
    [records, filter],
  );
  const today = useToday();
  const groups = useMemo(
    () => groupByDay(shown, filter.order, today),
    [shown, filter.order, today],
  );
  const { count, found } = texts.gallery;
  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <h2 className={styles.title}>{texts.nav.pictures}</h2>
        {ready && records.length > 0 && (
          <p className={styles.count}>
            {shown.length === records.length
              ? count(records.length)
              : found(shown.length, records.length)}
          </p>
        )}
      </div>
      <KeepNotice />
      {painting}
      {ready && <Toolbar shown={shown} all={records.length} />}
      {ready && records.length === 0 && <EmptyWall />}
      {records.length > 0 && shown.length === 0 && (
        <div className={styles.nothing}>
          <p>{texts.gallery.nothingFound}</p>
          <Button onClick={clearFilter}>{texts.gallery.showAll}</Button>
        </div>
      )}
      {shown.length > 0 && <PictureGrid records={shown} groups={groups} />}
      {records.length > 0 && <StorageFacts />}
    </main>
  );
}
