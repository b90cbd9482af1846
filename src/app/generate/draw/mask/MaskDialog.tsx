import { useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { useForm } from '../../../state/form.ts';
import { closeOverlay } from '../../../state/overlay.ts';
import { texts } from '../../../i18n/texts.ts';
import { drawingTexts } from '../sheet/drawing-texts.ts';
import { applyMask } from './apply-mask.ts';
import type { Dab } from '../sheet/brush.ts';
import { DrawDialog } from '../sheet/DrawDialog.tsx';
import { DrawStage, type Brush } from '../sheet/DrawStage.tsx';
import { ExtendHandles } from '../extend/ExtendHandles.tsx';
import { LoadingDialog } from '../sheet/LoadingDialog.tsx';
import { frameOf, type Margins } from '../extend/margins.ts';
import { MarginCanvas } from '../extend/MarginCanvas.tsx';
import { keepMargins, type MaskSheet } from './mask-sheet.ts';
import { MaskTools, MOST_BRUSH, type SheetTool } from './MaskTools.tsx';
import { nextSize } from '../sheet/pen.ts';
import { wholeOf, type Rect } from '../sheet/surface.ts';
import { tintOf } from './tint.ts';
import { useMaskSheet } from './use-mask-sheet.ts';

const FIRST_BRUSH = 120;
const FEATHER = 8;

/** Marks the part of the start picture that is painted anew, and extends the picture. */
export function MaskDialog({ begin }: { begin: 'mask' | 'extend' }) {
  const opened = useMaskSheet();
  useEffect(() => {
    if (opened === 'gone') void closeOverlay();
  }, [opened]);
  if (opened === 'gone') return null;
  const title = begin === 'mask' ? texts.draw.edit : texts.draw.extendPicture;
  if (opened === null) return <LoadingDialog title={title} />;
  const first = begin === 'mask' ? 'mark' : 'extend';
  return <OpenMask title={title} first={first} sheet={opened.sheet} sides={opened.sides} />;
}

function OpenMask({
  title,
  first,
  sheet,
  sides,
}: {
  title: string;
  first: SheetTool;
  sheet: MaskSheet;
  sides: readonly number[];
}) {
  const { bitmap, drawing } = sheet;
  const { surface, history } = drawing;
  const focus = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLCanvasElement>(null);
  const marks = useRef<HTMLCanvasElement>(null);
  const [tool, setTool] = useState(first);
  const [brushSize, setBrushSize] = useState(FIRST_BRUSH);
  const [feather, setFeather] = useState(() => useForm.getState().startMask?.feather ?? FEATHER);
  const [margins, setMargins] = useState(sheet.margins);
  const [edits, edited] = useReducer((count: number) => count + 1, 0);
  // Counting pixels takes time: once an edit.
  // eslint-disable-next-line react-hooks/exhaustive-deps -- what is drawn is no state of React
  const share = useMemo(() => drawing.share(), [drawing, edits]);
  const radius = (brushSize / 2000) * Math.min(surface.width, surface.height);
  const extend = (next: Margins) => {
    keepMargins(next);
    setMargins(next);
  };

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
  // The stage may reach beyond the sheet.
  const onSheet = (at: Dab): Dab => ({ ...at, x: at.x - margins.left, y: at.y - margins.top });
  const draw = (from: Dab, to: Dab) => {
    if (tool !== 'extend') show(drawing.line(tool, onSheet(from), onSheet(to)));
  };
  const brush: Brush = {
    begin: (at) => {
      drawing.begin();
      draw(at, at);
    },
    line: draw,
    end: () => {
      drawing.end();
      edited();
    },
  };
  const done = async () => {
    await applyMask({ ...sheet, margins }, feather);
    await closeOverlay();
  };

  const { width, height } = surface;
  const frame = frameOf(surface, margins);
  const place = {
    left: `${(margins.left / frame.width) * 100}%`,
    top: `${(margins.top / frame.height) * 100}%`,
    width: `${(width / frame.width) * 100}%`,
    height: `${(height / frame.height) * 100}%`,
  };
  return (
    <DrawDialog
      title={title}
      focus={focus}
      history={history}
      onUndo={() => change(history.undo())}
      onRedo={() => change(history.redo())}
      onBrush={(direction) => setBrushSize((size) => nextSize(size, direction, MOST_BRUSH))}
      onDone={() => void done()}
      stage={
        <DrawStage
          label={drawingTexts().canvas}
          size={frame}
          radius={radius}
          brush={tool === 'extend' ? null : brush}
          focus={focus}
          outside={
            tool === 'extend' && (
              <ExtendHandles size={surface} margins={margins} sides={sides} onMargins={extend} />
            )
          }
        >
          <MarginCanvas bitmap={bitmap} margins={margins} />
          <canvas ref={picture} width={width} height={height} style={place} />
          <canvas ref={marks} width={width} height={height} style={place} />
        </DrawStage>
      }
    >
      <MaskTools
        {...{ tool, radius, feather, share, margins, sides }}
        brush={brushSize}
        size={surface}
        onTool={setTool}
        onBrush={setBrushSize}
        onFeather={setFeather}
        onInvert={() => change(drawing.invert())}
        onClear={() => change(drawing.clear())}
        onMargins={extend}
      />
    </DrawDialog>
  );
}
