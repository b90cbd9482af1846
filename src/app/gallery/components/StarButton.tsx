import { texts } from '../../texts.ts';
import { setFavourite } from '../store/gallery.ts';
import { StarIcon } from '../../components/icons.tsx';
import { IconButton } from './IconButton.tsx';
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
