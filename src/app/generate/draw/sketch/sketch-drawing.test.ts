import { expect, test } from 'vitest';
import { rgbOf, type Rgb } from './palette.ts';
import { SketchDrawing } from './sketch-drawing.ts';

const size = { width: 40, height: 30 };
const RED: Rgb = [200, 30, 20];
const BLUE: Rgb = [20, 60, 200];
const dab = (x: number, y: number, radius = 4) => ({ x, y, radius });

function stroke(drawing: SketchDrawing, colour: Rgb | null, ...places: [number, number][]) {
  drawing.begin();
  let last = dab(...places[0]!);
  for (const place of places) {
    drawing.line(colour, last, dab(...place));
    last = dab(...place);
  }
  drawing.end();
}

const at = ({ surface }: SketchDrawing, x: number, y: number) =>
  Array.from(surface.data.slice((y * 40 + x) * 4, (y * 40 + x) * 4 + 4));

test('a stroke covers the paper, and the eraser brings it back', () => {
  const drawing = new SketchDrawing(size);
  stroke(drawing, RED, [10, 15], [30, 15]);
  expect(at(drawing, 20, 15)).toEqual([...RED, 255]);
  expect(at(drawing, 20, 2)).toEqual([255, 255, 255, 255]);
  stroke(drawing, null, [20, 15]);
  expect(at(drawing, 20, 15)).toEqual([255, 255, 255, 255]);
  expect(at(drawing, 11, 15)).toEqual([...RED, 255]);
});

test('on a picture the eraser brings back the picture', () => {
  const ground = new Uint8ClampedArray(40 * 30 * 4).map((_, i) => (i % 4 === 3 ? 255 : i % 200));
  const drawing = new SketchDrawing(size, ground);
  stroke(drawing, BLUE, [5, 5], [35, 25]);
  stroke(drawing, null, [5, 5], [35, 25]);
  stroke(drawing, null, [5, 5], [35, 25]);
  const off = drawing.surface.data.map((value, i) => Math.abs(value - ground[i]!));
  expect(Math.max(...off)).toBeLessThan(60);
  drawing.clear();
  expect(drawing.surface.data).toEqual(ground);
});

test('a stroke in many small parts looks like one in a single part', () => {
  const [one, many] = [new SketchDrawing(size), new SketchDrawing(size)];
  stroke(one, RED, [10, 15], [30, 15]);
  stroke(many, RED, ...Array.from({ length: 81 }, (_, i): [number, number] => [10 + i / 4, 15]));
  const off = one.surface.data.map((value, i) => Math.abs(value - many.surface.data[i]!));
  expect(Math.max(...off)).toBeLessThan(3);
});

test('filling stops at a stroke, leaves no seam beside it, and is one step of undo', () => {
  const drawing = new SketchDrawing(size);
  stroke(drawing, RED, [20, -5], [20, 35]);
  const before = drawing.surface.data.slice();
  drawing.fill(BLUE, { x: 3, y: 3 });
  for (const [x, y] of [
    [0, 0],
    [0, 29],
    [14, 15],
  ] as const) {
    expect(at(drawing, x, y)).toEqual([...BLUE, 255]);
  }
  expect(at(drawing, 30, 15)).toEqual([255, 255, 255, 255]);
  expect(at(drawing, 20, 15)).toEqual([...RED, 255]);
  // Nowhere between the two is there paper left.
  for (let x = 0; x < 20; x++) expect(at(drawing, x, 15)[1]).toBeLessThan(160);
  drawing.history.undo();
  expect(drawing.surface.data).toEqual(before);
});

test('filling finds its way around corners', () => {
  const drawing = new SketchDrawing({ width: 40, height: 30 });
  stroke(drawing, RED, [10, 10], [30, 10]);
  stroke(drawing, RED, [10, 10], [10, 40]);
  drawing.fill(BLUE, { x: 20, y: 20 });
  expect(at(drawing, 2, 28)).toEqual([...BLUE, 255]);
  expect(at(drawing, 39, 0)).toEqual([...BLUE, 255]);
  expect(drawing.fill(BLUE, { x: -1, y: 3 })).toBeNull();
});

test('colours are read as colour fields write them', () =>
  expect(rgbOf('#0a80ff')).toEqual([10, 128, 255]));
