import { useEffect } from 'react';
import { announce } from '../state/announcer.ts';
import { texts } from '../texts.ts';
import { useKept } from './keep.ts';
import styles from './Notice.module.css';
import { useOnline } from './use-online.ts';

/** Without a network: whether that matters. */
export function OfflineNotice() {
  const online = useOnline();
  const kept = useKept((state) => state.kept);
  const text = online ? null : kept ? texts.offline.kept : texts.offline.missing;
  useEffect(() => {
    if (text !== null) announce(text);
  }, [text]);
  return text === null ? null : <p className={styles.notice}>{text}</p>;
}
