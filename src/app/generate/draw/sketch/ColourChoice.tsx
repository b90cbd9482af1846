import { drawingTexts } from '../sheet/drawing-texts.ts';
import { PALETTE, type ColourName } from './palette.ts';
import styles from './ColourChoice.module.css';

const NAMES = Object.keys(PALETTE) as ColourName[];

/** What is drawn with: a colour of the palette, or any other. */
export function ColourChoice({
  chosen,
  onChoose,
}: {
  /** `#rrggbb` */
  chosen: string;
  onChoose: (colour: string) => void;
}) {
  const { colour, colours, ownColour } = drawingTexts();
  const isOwn = !NAMES.some((name) => PALETTE[name] === chosen);
  return (
    <div className={styles.colours} role="group" aria-label={colour}>
      {NAMES.map((name) => (
        <label
          key={name}
          className={styles.swatch}
          style={{ background: PALETTE[name] }}
          title={colours[name]}
        >
          <input
            type="radio"
            name="drawing-colour"
            aria-label={colours[name]}
            checked={PALETTE[name] === chosen}
            onChange={() => onChoose(PALETTE[name])}
          />
        </label>
      ))}
      <label
        className={`${styles.swatch} ${styles.own} ${isOwn ? styles.chosen : ''}`}
        style={isOwn ? { background: chosen } : undefined}
        title={ownColour}
      >
        <input
          type="color"
          aria-label={ownColour}
          value={chosen}
          onChange={(event) => onChoose(event.target.value)}
        />
      </label>
    </div>
  );
}
