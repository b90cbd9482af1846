import { useEffect, useRef } from 'react';
import { texts } from '../i18n/texts.ts';
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
    <div
      ref={card}
      className={styles.notice}
      data-kind={refused === null ? 'filled' : 'refused'}
      role="group"
      aria-label={texts.share.notice}
    >
      {refused !== null ? (
        <RefusedWords refused={refused} />
      ) : (
        filled !== null && <FilledWords filled={filled} />
      )}
      <button
        type="button"
        className={styles.dismiss}
        aria-label={texts.share.dismiss}
        title={texts.share.dismiss}
        onClick={() => {
          dismissNotice();
          // The button goes away: focus goes on to what comes next.
          document.querySelector<HTMLElement>('form button[type=submit]')?.focus();
        }}
      >
        ✕
      </button>
    </div>
  );
}
