import { useEffect } from 'react';
import { Button } from '../ui/Button.tsx';
import { announce } from '../state/announcer.ts';
import { texts } from '../i18n/texts.ts';
import { NoticeActions, NoticeBox } from '../ui/NoticeBox.tsx';
import { agreeToUpdate, postponeUpdate, useUpdate } from './update.ts';

/** A new version is offered, never forced: it waits for the button, and then for the last picture. */
export function UpdateNotice() {
  const { kind } = useUpdate();
  const text =
    kind === 'none' ? null : kind === 'agreed' ? texts.update.agreed : texts.update.ready;
  useEffect(() => {
    if (text !== null) announce(text);
  }, [text]);
  if (text === null) return null;
  return (
    <NoticeBox look="banner">
      <p>{text}</p>
      <NoticeActions>
        {kind === 'ready' && <Button onClick={agreeToUpdate}>{texts.update.reload}</Button>}
        <Button look="quiet" onClick={postponeUpdate}>
          {texts.update.postpone}
        </Button>
      </NoticeActions>
    </NoticeBox>
  );
}
