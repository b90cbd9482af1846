import type { ReactNode } from 'react';
import type { Size } from '../../../lib/settings/sizes.ts';
import { texts } from '../../../i18n/texts.ts';
import { drawingTexts } from '../sheet/drawing-texts.ts';
import { IconButton } from '../../../ui/IconButton.tsx';
import { MinusIcon, PlusIcon } from '../../../ui/icons.tsx';
import { EDGES, nextMargin, type Margins } from './margins.ts';
import styles from './ExtendFields.module.css';

/** How far the picture is extended at each edge, in steps that can be painted. */
export function ExtendFields({
  size,
  margins,
  sides,
  onMargins,
}: {
  size: Size;
  margins: Margins;
  sides: readonly number[];
  onMargins: (margins: Margins) => void;
}) {
  const { edges, extend, less, more } = drawingTexts();
  return (
    <div className={styles.fields} role="group" aria-label={extend}>
      <p className={styles.help}>{texts.draw.extendHelp}</p>
      {EDGES.map((edge) => {
        const step = (direction: 1 | -1, label: string, icon: ReactNode) => {
          const next = nextMargin(size, margins, edge, direction, sides);
          return (
            <IconButton
              label={label}
              aria-disabled={next === null}
              onClick={() => next !== null && onMargins(next)}
            >
              {icon}
            </IconButton>
          );
        };
        return (
          <div key={edge} className={styles.field} role="group" aria-label={edges[edge]}>
            <span aria-hidden="true">{edges[edge]}</span>
            {step(-1, less(edges[edge]), <MinusIcon />)}
            <span className={styles.value}>{margins[edge]}</span>
            {step(1, more(edges[edge]), <PlusIcon />)}
          </div>
        );
      })}
    </div>
  );
}
