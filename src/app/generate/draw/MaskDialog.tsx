import { useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { setStartMask, useForm } from '../../state/form.ts';
import { closeOverlay } from '../../state/overlay.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import { SliderField } from '../../ui/SliderField.tsx';
import { keepStart } from '../../pictures/public.ts';
import { DrawDialog } from './DrawDialog.tsx';
import { DrawStage, type Brush } from './DrawStage.tsx';
import type { MaskTool } from './mask-drawing.ts';
import { maskFile, renameSheet, type MaskSheet } from './mask-sheet.ts';
import { nextSize } from './pen.ts';
import { wholeOf, type Rect } from './surface.ts';
import { tintOf } from './tint.ts';
import { ToolChoice } from './ToolChoice.tsx';
import { useMaskSheet } from './use-mask-sheet.ts';
import styles from './MaskDialog.module.css';

/** Brush sizes are widths in thousandths of the picture's shorter side, so that they mean the same in every size. */
const MOST_BRUSH = 500;
const FIRST_BRUSH = 120;
const FEATHER = 8;
const MOST_FEATHER = 64;

/** Marks the part of the start picture that is painted anew. */
export function MaskDialog() {
  const sheet = useMaskSheet();
  useEffect(() => {
    if (sheet === 'gone') void closeOverlay();
  }, [sheet]);
  if (sheet === 'gone') return null;
  return sheet === null ? <Loading /> : <OpenMask sheet={sheet} />;
}

function Loading() {
  const focus = useRef<HTMLParagraphElement>(null);
  return (
    <DrawDialog
      title={texts.draw.edit}
      focus={focus}
      history={null}
      onUndo={() => {}}
      onRedo={() => {}}
      onBrush={() => {}}
      onDone={null}
      stage={
        <p ref={focus} tabIndex={-1} className={styles.loading}>
          {texts.draw.loading}
        </p>
      }
    >
      {null}
    </DrawDialog>
  );
}

function OpenMask({ sheet }: { sheet: MaskSheet }) {
  const { bitmap, drawing } = sheet;
  const { surface, history } = drawing;
  const focus = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLCanvasElement>(null);
  const marks = useRef<HTMLCanvasElement>(null);
  const [tool, setTool] = useState<MaskTool>('mark');
  const [brushSize, setBrushSize] = useState(FIRST_BRUSH);
  const [feather, setFeather] = useState(() => useForm.getState().startMask?.feather ?? FEATHER);
  const [edits, edited] = useReducer((count: number) => count + 1, 0);
  // Counting pixels takes time: once an edit.
  // eslint-disable-next-line react-hooks/exhaustive-deps -- what is drawn is no state of React
  const share = useMemo(() => drawing.share(), [drawing, edits]);
  const radius = (brushSize / 2000) * Math.min(surface.width, surface.height);

  const show = (rect: Rect | null) => {
    if (rect === null) return;
    const { left, top, right, bottom } = rect;
    const tint = new ImageData(tintOf(surface, rect), right - left, bottom - top);
    marks.current?.getContext('2d')?.putImageData(tint, left, top);
  };
  useEffect(() => {
    const pixels = new ImageData(bitmap.rgba, bitmap.width, bitmap.height);
    picture.current?.getContext('2d')?.putImageData(pixels, 0, 0);
    show(wholeOf(surface));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each sheet
  }, [bitmap, surface]);

  const change = (rect: Rect | null) => {
    show(rect);
    edited();
  };
  const brush: Brush = {
    begin: (at) => {
      drawing.begin();
      show(drawing.line(tool, at, at));
    },
    line: (from, to) => show(drawing.line(tool, from, to)),
    end: () => {
      drawing.end();
      edited();
    },
  };
  const done = async () => {
    const sha256 = share === 0 ? null : await keepStart(await maskFile(sheet));
    setStartMask(sha256 === null ? null : { sha256, feather });
    renameSheet(sheet, sha256);
    await closeOverlay();
  };

  const { width, height } = surface;
  return (
    <DrawDialog
      title={texts.draw.edit}
      focus={focus}
      history={history}
      onUndo={() => change(history.undo())}
      onRedo={() => change(history.redo())}
      onBrush={(direction) => setBrushSize((size) => nextSize(size, direction, MOST_BRUSH))}
      onDone={() => void done()}
      stage={
        <DrawStage
          label={texts.draw.canvas}
          size={{ width, height }}
          radius={radius}
          brush={brush}
          focus={focus}
        >
          <canvas ref={picture} width={width} height={height} />
          <canvas ref={marks} width={width} height={height} />
        </DrawStage>
      }
    >
      <ToolChoice
        label={texts.draw.tool}
        tools={[
          ['mark', texts.draw.mark],
          ['unmark', texts.draw.unmark],
        ]}
        chosen={tool}
        onChoose={setTool}
      />
      <SliderField
        label={texts.draw.size}
        min={10}
        max={MOST_BRUSH}
        step={10}
        value={brushSize}
        shown={texts.draw.pixels(Math.round(2 * radius))}
        onChange={setBrushSize}
      />
      <SliderField
        label={texts.draw.feather}
        min={0}
        max={MOST_FEATHER}
        step={1}
        value={feather}
        shown={texts.draw.pixels(feather)}
        onChange={setFeather}
      />
      <div className={styles.buttons}>
        <Button onClick={() => change(drawing.invert())}>{texts.draw.invert}</Button>
        <Button onClick={() => change(drawing.clear())}>{texts.draw.clear}</Button>
      </div>
      <p className={styles.share} role="status">
        {share === 0 ? texts.draw.nothing : texts.draw.marked(percent(share))}
      </p>
    </DrawDialog>
  );
}

/** `12 %`; what is marked at all is at least one. */
function percent(share: number): string {
  const whole = Math.min(100, Math.max(1, Math.round(share * 100)));
  return texts.draw.percent(whole);
}
