import { Button } from '../../ui/Button.tsx';
import { texts } from '../../i18n/texts.ts';
import { remove } from '../store/actions.ts';
import { exportPictures } from '../store/export.ts';
import { setFavourite, useGallery } from '../store/gallery.ts';
import { compare } from '../../state/overlay.ts';
import { select, setTapping, useSelection } from '../store/selection.ts';
import { CloseButton } from '../../ui/CloseButton.tsx';
import { Toast } from '../../ui/Toast.tsx';
import styles from './SelectionBar.module.css';

/** What can be done with the selected pictures. */
export function SelectionBar() {
  const ids = [...useSelection((state) => state.ids)];
  const records = useGallery((state) => state.records);
  if (ids.length === 0) return null;
  const chosen = new Set(ids);
  const pictures = records.filter(({ id }) => chosen.has(id));
  const allFavourites = pictures.every(({ favourite }) => favourite);
  const [first, second] = ids;
  return (
    <Toast role="group" aria-label={texts.gallery.selected(ids.length)}>
      <span className={styles.count}>{texts.gallery.selected(ids.length)}</span>
      {ids.length === 2 && first !== undefined && second !== undefined && (
        <Button look="chip" onClick={() => compare(first, second)}>
          {texts.gallery.compare}
        </Button>
      )}
      <Button look="chip" onClick={() => void setFavourite(ids, !allFavourites)}>
        {allFavourites ? texts.gallery.unmarkFavourites : texts.gallery.markFavourites}
      </Button>
      <Button look="chip" onClick={() => void exportPictures(pictures)}>
        {texts.gallery.exportSelected}
      </Button>
      <Button look="chip" onClick={() => void remove(ids)}>
        {texts.gallery.remove}
      </Button>
      <CloseButton
        label={texts.gallery.selectNone}
        onClick={() => {
          select([]);
          setTapping(false);
        }}
      />
    </Toast>
  );
}
