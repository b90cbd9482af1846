import type { Size } from '../../../lib/settings/sizes.ts';
import { texts } from '../../../i18n/texts.ts';
import { drawingTexts } from '../sheet/drawing-texts.ts';
import { Button } from '../../../ui/Button.tsx';
import { SliderField } from '../../../ui/SliderField.tsx';
import { ExtendFields } from '../extend/ExtendFields.tsx';
import { frameOf, isExtended, type Margins } from '../extend/margins.ts';
import type { MaskTool } from './mask-drawing.ts';
import { ToolChoice } from '../sheet/ToolChoice.tsx';
import styles from '../sheet/tools.module.css';

export type SheetTool = MaskTool | 'extend';

/** Brush sizes are widths in thousandths of the picture's shorter side, so that they mean the same in every size. */
export const MOST_BRUSH = 500;
const LEAST_BRUSH = 10;
const MOST_FEATHER = 64;

/** What is marked with and how, and how far the picture is extended. */
export function MaskTools(props: {
  tool: SheetTool;
  onTool: (tool: SheetTool) => void;
  brush: number;
  /** Of the brush, in pixels. */
  radius: number;
  onBrush: (brush: number) => void;
  feather: number;
  onFeather: (feather: number) => void;
  onInvert: () => void;
  onClear: () => void;
  /** How much of the start picture is marked, from 0 to 1. */
  share: number;
  size: Size;
  margins: Margins;
  sides: readonly number[];
  onMargins: (margins: Margins) => void;
}) {
  const { tool, radius, brush, feather, share, size, margins, sides } = props;
  const draw = drawingTexts();
  const { mark, unmark, extend, invert, clear, pixels } = draw;
  return (
    <>
      <ToolChoice
        label={draw.tool}
        tools={[
          ['mark', mark],
          ['unmark', unmark],
          ['extend', extend],
        ]}
        chosen={tool}
        onChoose={props.onTool}
      />
      {tool === 'extend' ? (
        <ExtendFields size={size} margins={margins} sides={sides} onMargins={props.onMargins} />
      ) : (
        <SliderField
          label={draw.size}
          min={LEAST_BRUSH}
          max={MOST_BRUSH}
          step={10}
          value={brush}
          shown={pixels(Math.round(2 * radius))}
          onChange={props.onBrush}
        />
      )}
      <SliderField
        label={draw.feather}
        min={0}
        max={MOST_FEATHER}
        step={1}
        value={feather}
        shown={pixels(feather)}
        onChange={props.onFeather}
      />
      {tool !== 'extend' && (
        <div className={styles.buttons}>
          <Button onClick={props.onInvert}>{invert}</Button>
          <Button onClick={props.onClear}>{clear}</Button>
        </div>
      )}
      <p className={styles.share} role="status">
        {inWords(share, size, margins)}
      </p>
    </>
  );
}

function inWords(share: number, size: Size, margins: Margins): string {
  const { nothing, marked, percent, extendedTo } = drawingTexts();
  const { width, height } = frameOf(size, margins);
  // What is marked at all is at least one percent.
  const whole = percent(Math.min(100, Math.max(1, Math.round(share * 100))));
  return [
    ...(isExtended(margins) ? [extendedTo(texts.size.pixels(width, height))] : []),
    ...(share > 0 ? [marked(whole)] : isExtended(margins) ? [] : [nothing]),
  ].join(' ');
}
