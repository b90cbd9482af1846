import { expect, test } from 'vitest';
import { MaskDrawing } from './mask-drawing.ts';
import { tintOf } from './tint.ts';
import { wholeOf } from '../sheet/surface.ts';

const size = { width: 32, height: 32 };
const dab = (x: number, y: number, radius = 4) => ({ x, y, radius });

function stroke(drawing: MaskDrawing, tool: 'mark' | 'unmark', ...places: [number, number][]) {
  drawing.begin();
  let last = dab(...places[0]!);
  for (const place of places) {
    drawing.line(tool, last, dab(...place));
    last = dab(...place);
  }
  drawing.end();
}

test('a stroke marks, another one unmarks, and each is one step of undo', () => {
  const drawing = new MaskDrawing(size);
  const { data } = drawing.surface;
  stroke(drawing, 'mark', [6, 16], [16, 16], [26, 16]);
  expect(data[16 * 32 + 16]).toBe(255);
  expect(data[2 * 32 + 16]).toBe(0);
  const marked = data.slice();
  stroke(drawing, 'unmark', [16, 16]);
  expect(data[16 * 32 + 16]).toBe(0);
  expect(data[16 * 32 + 6]).toBe(255);
  drawing.history.undo();
  expect(data).toEqual(marked);
  drawing.history.undo();
  expect(drawing.share()).toBe(0);
});

test('going over the same place twice marks it no more than once', () => {
  const [once, twice] = [new MaskDrawing(size), new MaskDrawing(size)];
  stroke(once, 'mark', [10, 10], [20, 20]);
  stroke(twice, 'mark', [10, 10], [20, 20], [10, 10]);
  expect(twice.surface.data).toEqual(once.surface.data);
});

test('inverting twice is nothing, inverting nothing is all, and clearing can be undone', () => {
  const drawing = new MaskDrawing(size);
  drawing.invert();
  expect(drawing.share()).toBe(1);
  drawing.clear();
  expect(drawing.share()).toBe(0);
  drawing.history.undo();
  expect(drawing.share()).toBe(1);
});

test('a mask that was drawn before goes on as it is', () => {
  const before = new Uint8ClampedArray(32 * 32).fill(255, 0, 512);
  expect(new MaskDrawing(size, before).share()).toBe(0.5);
});

test('what is marked is tinted and shows the picture, what is not stays clear', () => {
  const drawing = new MaskDrawing(size);
  stroke(drawing, 'mark', [16, 16]);
  const rgba = tintOf(drawing.surface, wholeOf(size));
  const alpha = (x: number, y: number) => rgba[(y * 32 + x) * 4 + 3]!;
  expect(alpha(16, 16)).toBeGreaterThan(80);
  expect(alpha(16, 16)).toBeLessThan(255);
  expect(alpha(0, 0)).toBe(0);
  const part = tintOf(drawing.surface, { left: 16, top: 16, right: 17, bottom: 17 });
  expect(part).toHaveLength(4);
  expect(part[3]).toBe(alpha(16, 16));
});
