import { expect, test } from 'vitest';
import { fit, overflows, panBy, settle, zoomTo } from './zoom.ts';

const picture = { width: 400, height: 200 };
const stage = { width: 800, height: 800 };

test('a picture fits as large as the stage allows, in its middle', () => {
  expect(fit(picture, stage)).toEqual({ scale: 2, x: 0, y: 200 });
  expect(overflows(fit(picture, stage), picture, stage)).toBe(false);
});

test('zooming keeps the point under the pointer in its place', () => {
  const anchor = { x: 300, y: 420 };
  const from = zoomTo(fit(picture, stage), 8, anchor, picture, stage);
  const to = zoomTo(from, 12, anchor, picture, stage);
  const under = ({ scale, x, y }: typeof to) => [(anchor.x - x) / scale, (anchor.y - y) / scale];
  expect(under(to)[0]).toBeCloseTo(under(from)[0]!);
  expect(under(to)[1]).toBeCloseTo(under(from)[1]!);
});

test('zoom ends at a scale of 16, and at the whole picture or 100 %', () => {
  const middle = { x: 400, y: 400 };
  expect(zoomTo(fit(picture, stage), 1000, middle, picture, stage).scale).toBe(16);
  expect(zoomTo(fit(picture, stage), 0.001, middle, picture, stage).scale).toBe(1);
  const large = { width: 4000, height: 2000 };
  expect(zoomTo(fit(large, stage), 0.001, middle, large, stage).scale).toBe(0.2);
});

test('panning stops where the picture ends', () => {
  const zoomed = zoomTo(fit(picture, stage), 4, { x: 0, y: 0 }, picture, stage);
  expect(panBy(zoomed, { x: 10_000, y: 0 }, picture, stage).x).toBe(0);
  expect(panBy(zoomed, { x: -10_000, y: 0 }, picture, stage).x).toBe(-800);
});

test('a picture smaller than the stage cannot be moved', () => {
  expect(settle({ scale: 1, x: -50, y: 999 }, picture, stage)).toEqual({
    scale: 1,
    x: 200,
    y: 300,
  });
});
