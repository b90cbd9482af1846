import { useEffect, useRef } from 'react';
import { useOfferedStart, withdrawOffer } from '../../state/offered-start.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import { NoticeBox } from '../../ui/NoticeBox.tsx';
import { startFromFiles } from './start.ts';
import styles from './StartField.module.css';

/** A picture that was dropped or pasted and holds no settings: one press starts from it. */
export function OfferedStart() {
  const offered = useOfferedStart((state) => state.offered);
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (offered !== null) card.current?.scrollIntoView({ block: 'nearest' });
  }, [offered]);
  if (offered === null) return null;
  const { label, offer, offered: words } = texts.start;
  return (
    <NoticeBox
      ref={card}
      className={styles.offered}
      role="group"
      aria-label={label}
      dismiss={{
        label: texts.share.dismiss,
        act: () => {
          withdrawOffer();
          document.getElementById('prompt')?.focus({ preventScroll: true });
        },
      }}
    >
      <p>{words(offered.what)}</p>
      <Button
        look="quiet"
        onClick={() => {
          withdrawOffer();
          void startFromFiles([offered.file]);
          // The button is gone: one goes on by describing what shall become of the picture.
          document.getElementById('prompt')?.focus({ preventScroll: true });
        }}
      >
        {offer}
      </Button>
    </NoticeBox>
  );
}
