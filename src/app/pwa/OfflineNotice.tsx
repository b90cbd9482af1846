import { useEffect } from 'react';
import { announce } from '../state/announcer.ts';
import { texts } from '../i18n/texts.ts';
import { useKept } from './keep.ts';
import { NoticeBox } from '../ui/NoticeBox.tsx';
import { useOnline } from '../ui/use-online.ts';

/** Without a network: whether that matters. */
export function OfflineNotice() {
  const online = useOnline();
  const kept = useKept((state) => state.kept);
  const text = online ? null : kept ? texts.offline.kept : texts.offline.missing;
  useEffect(() => {
    if (text !== null) announce(text);
  }, [text]);
  return text === null ? null : <NoticeBox look="banner">{text}</NoticeBox>;
}
