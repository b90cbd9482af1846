import { useEffect } from 'react';
import { Button } from '../../ui/Button.tsx';
import { texts } from '../../i18n/texts.ts';
import { keepAgain, useGallery } from '../store/gallery.ts';
import { NoticeBox } from '../../ui/NoticeBox.tsx';

/** Says why pictures are not kept, and holds the page open while some would be lost with it. */
export function KeepNotice() {
  const problem = useGallery((state) => state.problem);
  const unkept = useGallery((state) => state.unkept.size);
  useEffect(() => {
    if (unkept === 0) return;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', hold);
    return () => removeEventListener('beforeunload', hold);
  }, [unkept]);
  if (problem === null) return null;
  return (
    <NoticeBox kind="fault" role="alert">
      <p>{texts.gallery.problems[problem]}</p>
      {unkept > 0 && <p>{texts.gallery.unkept(unkept)}</p>}
      {unkept > 0 && <Button onClick={() => void keepAgain()}>{texts.gallery.keepAgain}</Button>}
    </NoticeBox>
  );
}
