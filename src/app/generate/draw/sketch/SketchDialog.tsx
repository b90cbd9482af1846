import { useEffect, useReducer, useRef, useState } from 'react';
import { closeOverlay } from '../../../state/overlay.ts';
import { drawingTexts } from '../sheet/drawing-texts.ts';
import { Button } from '../../../ui/Button.tsx';
import { SliderField } from '../../../ui/SliderField.tsx';
import type { Dab } from '../sheet/brush.ts';
import { ColourChoice } from './ColourChoice.tsx';
import { DrawDialog } from '../sheet/DrawDialog.tsx';
import { DrawStage, type Brush } from '../sheet/DrawStage.tsx';
import { LoadingDialog } from '../sheet/LoadingDialog.tsx';
import { PALETTE, rgbOf } from './palette.ts';
import { nextSize } from '../sheet/pen.ts';
import { applySketch } from './sketch-sheet.ts';
import type { SketchDrawing } from './sketch-drawing.ts';
import { copyOut, wholeOf, type Rect } from '../sheet/surface.ts';
import { ToolChoice } from '../sheet/ToolChoice.tsx';
import { useSketch } from './use-sketch.ts';

type SketchTool = 'brush' | 'fill' | 'eraser';

/** Thousandths of the picture's shorter side. */
const FIRST_BRUSH = 90;
const LEAST_BRUSH = 10;
const MOST_BRUSH = 500;

/** Draws the picture to start from. */
export function SketchDialog() {
  const drawing = useSketch();
  useEffect(() => {
    if (drawing === 'gone') void closeOverlay();
  }, [drawing]);
  if (drawing === 'gone') return null;
  if (drawing === null) return <LoadingDialog title={drawingTexts().sketch} />;
  return <OpenSketch drawing={drawing} />;
}

function OpenSketch({ drawing }: { drawing: SketchDrawing }) {
  const { surface, history } = drawing;
  const { width, height } = surface;
  const focus = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [tool, setTool] = useState<SketchTool>('brush');
  const [colour, setColour] = useState<string>(PALETTE.sea);
  const [brushSize, setBrushSize] = useState(FIRST_BRUSH);
  const [, edited] = useReducer((count: number) => count + 1, 0);
  const radius = (brushSize / 2000) * Math.min(width, height);

  const show = (rect: Rect | null) => {
    if (rect === null) return;
    const { left, top, right, bottom } = rect;
    const part = new ImageData(copyOut(surface, surface.data, rect), right - left, bottom - top);
    canvas.current?.getContext('2d')?.putImageData(part, left, top);
  };
  useEffect(() => {
    show(wholeOf(surface));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each sketch
  }, [surface]);

  const change = (rect: Rect | null) => {
    show(rect);
    edited();
  };
  const paint = (from: Dab, to: Dab) => {
    if (tool !== 'fill') show(drawing.line(tool === 'eraser' ? null : rgbOf(colour), from, to));
  };
  const brush: Brush = {
    begin: (at) => {
      if (tool === 'fill') return show(drawing.fill(rgbOf(colour), at));
      drawing.begin();
      paint(at, at);
    },
    line: paint,
    end: () => {
      drawing.end();
      edited();
    },
  };
  const done = async () => {
    await applySketch(drawing);
    await closeOverlay();
  };
  const draw = drawingTexts();
  return (
    <DrawDialog
      title={draw.sketch}
      focus={focus}
      history={history}
      onUndo={() => change(history.undo())}
      onRedo={() => change(history.redo())}
      onBrush={(direction) => setBrushSize((size) => nextSize(size, direction, MOST_BRUSH))}
      onDone={history.canUndo ? () => void done() : null}
      stage={
        <DrawStage
          label={draw.paper}
          size={{ width, height }}
          radius={tool === 'fill' ? Math.min(width, height) / 100 : radius}
          brush={brush}
          focus={focus}
        >
          <canvas ref={canvas} width={width} height={height} />
        </DrawStage>
      }
    >
      <ToolChoice
        label={draw.tool}
        tools={[
          ['brush', draw.size],
          ['fill', draw.fill],
          ['eraser', draw.eraser],
        ]}
        chosen={tool}
        onChoose={setTool}
      />
      <ColourChoice
        chosen={colour}
        onChoose={(chosen) => {
          setColour(chosen);
          if (tool === 'eraser') setTool('brush');
        }}
      />
      <SliderField
        label={draw.width}
        min={LEAST_BRUSH}
        max={MOST_BRUSH}
        step={10}
        value={brushSize}
        shown={draw.pixels(Math.round(2 * radius))}
        onChange={setBrushSize}
      />
      <Button onClick={() => change(drawing.clear())}>{draw.clear}</Button>
    </DrawDialog>
  );
}
