import { useEffect, useRef } from 'react';
import { texts } from '../i18n/texts.ts';
import { NoticeBox } from '../ui/NoticeBox.tsx';
import { FilledWords } from './FilledWords.tsx';
import styles from './Notice.module.css';
import { dismissNotice, useNotice } from './notice.ts';
import { RefusedWords } from './RefusedWords.tsx';

/** What became of settings from a link or a picture, until it is dismissed. */
export function Notice() {
  const { filled, refused } = useNotice();
  const card = useRef<HTMLDivElement>(null);
  const news = refused ?? filled?.reading;
  useEffect(() => {
    if (news) card.current?.scrollIntoView({ block: 'nearest' });
  }, [news]);
  if (filled === null && refused === null) return null;
  return (
    <NoticeBox
      ref={card}
      className={styles.arriving}
      kind={refused === null ? 'news' : 'fault'}
      role="group"
      aria-label={texts.share.notice}
      dismiss={{
        label: texts.share.dismiss,
        act: () => {
          dismissNotice();
          // The button goes away: focus goes on to what comes next.
          document.querySelector<HTMLElement>('form button[type=submit]')?.focus();
        },
      }}
    >
      {refused !== null ? (
        <RefusedWords refused={refused} />
      ) : (
        filled !== null && <FilledWords filled={filled} />
      )}
    </NoticeBox>
  );
}
