import { expect, test } from 'vitest';
import { columnsFor, layOut, moveInGrid } from './grid.ts';

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

// 0 1 2 3
// 4
// -- heading
// 5 6 7
const groups = [
  { text: 'Today', count: 5 },
  { text: 'Yesterday', count: 3 },
];
const rows = layOut(groups, 4);

test('every group begins a row of its own, below its heading', () => {
  expect(rows).toEqual([
    { kind: 'heading', text: 'Today' },
    { kind: 'tiles', from: 0, to: 4 },
    { kind: 'tiles', from: 4, to: 5 },
    { kind: 'heading', text: 'Yesterday' },
    { kind: 'tiles', from: 5, to: 8 },
  ]);
});

test.each([
  ['ArrowDown', 2, 4],
  ['ArrowDown', 4, 5],
  ['ArrowUp', 7, 4],
  ['ArrowUp', 5, 4],
  ['ArrowRight', 4, 5],
  ['PageDown', 1, 6],
  ['PageUp', 6, 1],
])('across groups, %s from %i leads to %i', (key, from, to) => {
  expect(moveInGrid(key, from, { ...grid, count: 8, rows })).toBe(to);
});
