import { texts } from '../../i18n/texts.ts';
import { setFavourite } from '../store/gallery.ts';
import { StarIcon } from '../../ui/icons.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import styles from './StarButton.module.css';

/** Marks a picture as a favourite, or no longer. */
export function StarButton({
  id,
  favourite,
  className = '',
  tabIndex,
}: {
  id: string;
  favourite: boolean;
  className?: string | undefined;
  tabIndex?: number | undefined;
}) {
  return (
    <IconButton
      label={texts.gallery.favourite}
      className={`${styles.star} ${className}`}
      aria-pressed={favourite}
      tabIndex={tabIndex}
      onClick={() => void setFavourite([id], !favourite)}
    >
      <StarIcon />
    </IconButton>
  );
}
