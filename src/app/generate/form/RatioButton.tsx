import type { RatioChoice } from '../../lib/settings/sizes.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './RatioButton.module.css';

const BOX = 18;

/** A radio button that looks like the shape it stands for. */
export function RatioButton({
  choice,
  checked,
  onChoose,
}: {
  choice: RatioChoice;
  checked: boolean;
  onChoose: () => void;
}) {
  const { ratio, width, height } = choice;
  const scale = BOX / Math.max(width, height);
  return (
    <label className={styles.ratio} title={texts.size.pixels(width, height)}>
      <input
        type="radio"
        name="ratio"
        className={styles.radio}
        checked={checked}
        aria-label={texts.size.ratio(ratio, width, height)}
        onChange={onChoose}
      />
      <span className={styles.shape} aria-hidden="true">
        <span style={{ width: width * scale, height: height * scale }} />
      </span>
      <span aria-hidden="true">{ratio}</span>
    </label>
  );
}
