import { expect, test } from 'vitest';
import { dabOf, nextSize } from './pen.ts';

const box = { left: 100, top: 50, width: 200, height: 400 };
const size = { width: 512, height: 1024 };
const at = { clientX: 200, clientY: 150 };

test('a place on the screen is a place on the surface, whatever its scale', () =>
  expect(dabOf({ ...at, pointerType: 'touch', pressure: 0.5 }, box, size, 10)).toEqual({
    ...{ x: 256, y: 256, radius: 10 },
  }));

test('only a pen draws broader when it is pressed', () => {
  const radius = (pointerType: string, pressure: number) =>
    dabOf({ ...at, pointerType, pressure }, box, size, 100).radius;
  expect(radius('pen', 1)).toBe(100);
  expect(radius('pen', 0)).toBe(25);
  expect(radius('pen', 0.2)).toBeLessThan(radius('pen', 0.8));
  expect(radius('mouse', 0.5)).toBe(100);
  expect(radius('touch', 0)).toBe(100);
});

test('sizes go up and down in whole steps, within bounds', () => {
  expect(nextSize(1, 1, 100)).toBe(2);
  expect(nextSize(1, -1, 100)).toBe(1);
  expect(nextSize(80, 1, 100)).toBe(100);
  expect(nextSize(100, 1, 100)).toBe(100);
  let size = 1;
  for (let i = 0; i < 40; i++) size = nextSize(size, 1, 500);
  expect(size).toBe(500);
  for (let i = 0; i < 40; i++) size = nextSize(size, -1, 500);
  expect(size).toBe(1);
});
