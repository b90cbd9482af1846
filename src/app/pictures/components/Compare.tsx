import { useEffect, useRef, useState, type CSSProperties } from 'react';
import { Button } from '../../ui/Button.tsx';
import { titleOf } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import { useKeptFile } from '../hooks/use-kept-file.ts';
import { CloseButton } from '../../ui/CloseButton.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import type { PictureRecord } from '../lib/record.ts';
import { useGallery } from '../store/gallery.ts';
import { closeOverlay, compare } from '../../state/overlay.ts';
import styles from './Compare.module.css';
import { CompareTable } from './CompareTable.tsx';
import overlayStyles from './overlay.module.css';

/** Two pictures over each other, with a slider between them, and how their settings differ. */
export function Compare({ ids }: { ids: readonly [string, string] }) {
  const records = useGallery((state) => state.records);
  const [first, second] = ids.map((id) => records.find((record) => record.id === id));
  const isGone = first === undefined || second === undefined;
  useEffect(() => {
    if (isGone) void closeOverlay();
  }, [isGone]);
  if (isGone) return null;
  return <CompareDialog first={first} second={second} />;
}

function CompareDialog({ first, second }: { first: PictureRecord; second: PictureRecord }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const slider = useRef<HTMLInputElement>(null);
  const [percent, setPercent] = useState(50);
  const { width, height } = first.request;
  return (
    <Dialog
      ref={dialog}
      look="sheet"
      focus={slider}
      className={styles.compare}
      onClose={() => void closeOverlay()}
      aria-label={texts.compare.label}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.stopPropagation();
      }}
    >
      <header className={overlayStyles.head}>
        <h2 className={styles.title}>{texts.compare.label}</h2>
        <Button onClick={() => compare(second.id, first.id)}>{texts.compare.swap}</Button>
        <CloseButton
          label={texts.viewer.close}
          className={overlayStyles.close}
          onClick={() => dialog.current?.close()}
        />
      </header>
      <div className={styles.content}>
        <div
          className={styles.pair}
          style={{ '--width': width, '--height': height, '--at': `${percent}%` } as CSSProperties}
        >
          <Side record={second} />
          <Side record={first} className={styles.upper} />
          <span className={styles.line} />
          <input
            ref={slider}
            type="range"
            className={styles.slider}
            min={0}
            max={100}
            step="any"
            value={percent}
            aria-label={texts.compare.slider}
            aria-valuetext={texts.compare.share(Math.round(percent))}
            onChange={(event) => setPercent(event.target.valueAsNumber)}
          />
        </div>
        <CompareTable first={first} second={second} />
      </div>
    </Dialog>
  );
}

function Side({
  record,
  className = '',
}: {
  record: PictureRecord;
  className?: string | undefined;
}) {
  const file = useKeptFile('png', record.id);
  return (
    <span className={`${styles.side} ${className}`}>
      {file !== null && file !== 'missing' && <img src={file.url} alt={titleOf(record.request)} />}
    </span>
  );
}
