import { Button } from '../ui/Button.tsx';
import { texts } from '../i18n/texts.ts';
import { NoticeActions, NoticeBox } from '../ui/NoticeBox.tsx';
import { agreeToUpdate, useUpdate } from './update.ts';

/** In place of a page whose script could not be loaded. */
export function MissingPage() {
  const agreed = useUpdate(({ kind }) => kind === 'agreed');
  return (
    <NoticeBox look="banner" role="alert">
      <p>{agreed ? texts.update.agreed : texts.update.pageMissing}</p>
      <NoticeActions>
        {!agreed && <Button onClick={agreeToUpdate}>{texts.update.reload}</Button>}
      </NoticeActions>
    </NoticeBox>
  );
}
