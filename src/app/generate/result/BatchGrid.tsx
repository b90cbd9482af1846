import { useEffect, useRef, type CSSProperties } from 'react';
import type { BatchCell } from './use-batch-cells.ts';
import { shorten, titleOf } from '../../i18n/format.ts';
import { type Picture } from '../../state/shown-picture.ts';
import type { RunState } from '../../state/run.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './BatchGrid.module.css';
import frameStyles from './Frame.module.css';
import { Preview } from './Preview.tsx';
import { choosePicture, useGallery, useKeptFile } from '../../pictures/public.ts';

/** Up to so many pictures are read whole; of more the thumbnails are sharp enough. */
const MOST_WHOLE = 9;

/** The pictures of a batch beside each other: it fills up while they are painted. Choosing one shows it large. */
export function BatchGrid({
  cells,
  run,
  shown,
}: {
  /** Two at least. */
  cells: readonly BatchCell[];
  run: RunState;
  /** What the words below the grid are about, once nothing is painted any more. */
  shown: Picture | null;
}) {
  const grid = useRef<HTMLDivElement>(null);
  const ready = cells.filter(({ kind }) => kind === 'finished').length;
  // With many pictures the grid scrolls; what is being painted stays in sight.
  useEffect(() => {
    const painting = grid.current?.querySelector<HTMLElement>('[data-kind=painting]');
    if (!grid.current || !painting) return;
    const below = painting.offsetTop + painting.offsetHeight - grid.current.clientHeight;
    if (below > grid.current.scrollTop) grid.current.scrollTop = below;
  }, [ready]);
  const { width, height } = cells[0]!.request;
  const columns = Math.ceil(Math.sqrt((cells.length * height) / width));
  const rows = Math.ceil(cells.length / columns);
  const style = { '--columns': columns, '--rows': rows, '--width': width, '--height': height };
  return (
    <div
      ref={grid}
      className={styles.grid}
      style={style as CSSProperties}
      role="group"
      aria-label={texts.frame.batch(ready, cells.length)}
    >
      {cells.map((cell) => {
        if (cell.kind === 'waiting') {
          return <div key={`waiting ${cell.id}`} className={styles.cell} data-kind="waiting" />;
        }
        if (cell.kind === 'painting') {
          const preview = run.kind === 'running' ? run.preview : null;
          return (
            <div key="painting" className={styles.cell} data-kind="painting">
              {preview === null ? (
                <div className={frameStyles.warming} />
              ) : (
                <Preview bitmap={preview} />
              )}
            </div>
          );
        }
        return (
          <FinishedCell
            key={cell.id}
            cell={cell}
            file={cells.length > MOST_WHOLE ? 'thumbnail' : 'png'}
            shownUrl={shown?.id === cell.id ? shown.url : null}
            isMeant={shown?.id === cell.id && run.kind !== 'running'}
          />
        );
      })}
    </div>
  );
}

function FinishedCell({
  cell: { id, request },
  file,
  shownUrl,
  isMeant,
}: {
  cell: Extract<BatchCell, { kind: 'finished' }>;
  file: 'png' | 'thumbnail';
  /** Of the picture that became ready last: there before its file can be read from the storage. */
  shownUrl: string | null;
  /** The words below the grid are about this one. */
  isMeant: boolean;
}) {
  const record = useGallery(({ records }) => records.find((each) => each.id === id));
  const alt = shownUrl === null ? '' : titleOf(request);
  return (
    <button
      type="button"
      className={styles.cell}
      data-kind="finished"
      aria-label={texts.gallery.showRecent(shorten(titleOf(request), 80))}
      aria-current={isMeant}
      onClick={() => record !== undefined && void choosePicture(record)}
    >
      {record === undefined ? (
        shownUrl !== null && <img className={styles.picture} src={shownUrl} alt={alt} />
      ) : (
        <KeptImage id={id} file={file} alt={alt} before={shownUrl} />
      )}
    </button>
  );
}

function KeptImage({
  id,
  file,
  alt,
  before,
}: {
  id: string;
  file: 'png' | 'thumbnail';
  alt: string;
  /** What shows until the file has been read. */
  before: string | null;
}) {
  const kept = useKeptFile(file, id);
  const url = kept === null || kept === 'missing' ? before : kept.url;
  return url !== null && <img className={styles.picture} src={url} alt={alt} />;
}
