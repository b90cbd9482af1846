import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { pictureOf } from '../store/shown.ts';
import { texts } from '../../i18n/texts.ts';
import { useKeptFile } from '../hooks/use-kept-file.ts';
import type { Picture } from '../../state/shown-picture.ts';
import { CloseButton } from '../../ui/CloseButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { neighbours } from '../lib/neighbours.ts';
import type { PictureRecord } from '../lib/record.ts';
import { remove } from '../store/actions.ts';
import { setFavourite, useGallery } from '../store/gallery.ts';
import { closeOverlay, view } from '../../state/overlay.ts';
import { NextIcon, PreviousIcon } from '../../ui/icons.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import overlayStyles from './overlay.module.css';
import { Stage } from './Stage.tsx';
import { StarButton } from './StarButton.tsx';
import { ToastCard } from './ToastCard.tsx';
import styles from './Viewer.module.css';
import { ViewerActions } from './ViewerActions.tsx';
import { ViewerFacts } from './ViewerFacts.tsx';

type MoreActions = (picture: Picture) => ReactNode;

/** One picture large, with all that is known of it, and the way to those beside it. */
export function Viewer({
  ids,
  id,
  moreActions,
}: {
  ids: readonly string[];
  id: string;
  moreActions: MoreActions;
}) {
  const records = useGallery((state) => state.records);
  const byId = useMemo(() => new Map(records.map((record) => [record.id, record])), [records]);
  const way = useMemo(() => neighbours(ids, (each) => byId.has(each), id), [ids, byId, id]);
  const record = way.id === null ? undefined : byId.get(way.id);
  // The last one was deleted: there is nothing left to look at.
  useEffect(() => {
    if (record === undefined) void closeOverlay();
  }, [record]);
  if (record === undefined) return null;
  return (
    <ViewerDialog
      record={record}
      moreActions={moreActions}
      place={texts.viewer.position(way.at + 1, way.count)}
      toPrevious={way.previous === null ? null : () => view(way.previous!, ids)}
      toNext={way.next === null ? null : () => view(way.next!, ids)}
    />
  );
}

function ViewerDialog({
  record,
  moreActions,
  place,
  toPrevious,
  toNext,
}: {
  record: PictureRecord;
  moreActions: MoreActions;
  place: string;
  toPrevious: (() => void) | null;
  toNext: (() => void) | null;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const surface = useRef<HTMLDivElement>(null);
  const file = useKeptFile('png', record.id);
  const picture = useMemo(
    () => (file === null || file === 'missing' ? null : pictureOf(record, file.blob, file.url)),
    [record, file],
  );
  return (
    <Dialog
      ref={dialog}
      look="sheet"
      focus={surface}
      className={styles.viewer}
      onClose={() => void closeOverlay()}
      aria-label={texts.viewer.label}
      onKeyDown={(event) => {
        // The page's own shortcuts rest: Escape closes and stops no painting.
        if (event.key === 'Escape') event.stopPropagation();
        if (event.target !== surface.current || event.ctrlKey || event.metaKey) return;
        if (event.key === 'f' || event.key === 'F') {
          void setFavourite([record.id], !record.favourite);
        } else if (event.key === 'Delete') void remove([record.id]);
      }}
    >
      <header className={overlayStyles.head}>
        <span className={overlayStyles.place}>{place}</span>
        <IconButton
          label={texts.viewer.previous}
          className={overlayStyles.turns}
          aria-disabled={toPrevious === null}
          onClick={() => toPrevious?.()}
        >
          <PreviousIcon />
        </IconButton>
        <IconButton
          label={texts.viewer.next}
          className={overlayStyles.turns}
          aria-disabled={toNext === null}
          onClick={() => toNext?.()}
        >
          <NextIcon />
        </IconButton>
        <StarButton id={record.id} favourite={record.favourite} />
        <CloseButton
          label={texts.viewer.close}
          className={overlayStyles.close}
          onClick={() => dialog.current?.close()}
        />
      </header>
      {file === 'missing' ? (
        <p className={styles.missing}>{texts.viewer.missing}</p>
      ) : (
        <Stage
          record={record}
          url={picture?.url ?? null}
          surface={surface}
          onStep={(direction) => (direction === 1 ? toNext?.() : toPrevious?.())}
        />
      )}
      <aside className={styles.side}>
        {picture !== null && <ViewerActions picture={picture} more={moreActions(picture)} />}
        <div className={styles.toast}>
          <ToastCard />
        </div>
        <ViewerFacts record={record} />
      </aside>
    </Dialog>
  );
}
