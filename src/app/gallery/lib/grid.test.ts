import { expect, test } from 'vitest';
import { columnsFor, moveInGrid } from './grid.ts';

test('as many columns as fit, two at least', () => {
  expect(columnsFor(1000, 190, 10)).toBe(5);
  expect(columnsFor(989, 190, 10)).toBe(4);
  expect(columnsFor(100, 190, 10)).toBe(2);
});

// 0 1 2 3
// 4 5 6 7
// 8 9
const grid = { count: 10, columns: 4, pageRows: 2, rtl: false };

test.each([
  ['ArrowRight', 3, 4],
  ['ArrowRight', 9, 9],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 1, 5],
  ['ArrowDown', 7, 9],
  ['ArrowDown', 8, 8],
  ['ArrowUp', 9, 5],
  ['ArrowUp', 2, 2],
  ['PageDown', 1, 9],
  ['PageUp', 6, 2],
  ['Home', 6, 0],
  ['End', 0, 9],
])('%s from %i leads to %i', (key, from, to) => expect(moveInGrid(key, from, grid)).toBe(to));

test('where one reads from right to left, left is onwards', () => {
  expect(moveInGrid('ArrowLeft', 3, { ...grid, rtl: true })).toBe(4);
});

test('other keys move nothing', () => expect(moveInGrid('x', 3, grid)).toBeNull());
