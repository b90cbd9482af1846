import { expect, test } from 'vitest';
import { EditHistory } from './edit-history.ts';
import { newSurface, type Rect } from './surface.ts';

const surface = () => newSurface({ width: 8, height: 6 }, 1);
const rect: Rect = { left: 2, top: 1, right: 5, bottom: 4 };

/** Sets one pixel as an edit. */
function set(history: EditHistory, x: number, y: number, value: number): void {
  history.begin();
  history.surface.data[y * 8 + x] = value;
  history.touch({ left: x, top: y, right: x + 1, bottom: y + 1 });
  history.commit();
}

test('edits are undone and redone one by one, exactly', () => {
  const history = new EditHistory(surface());
  const { data } = history.surface;
  set(history, 3, 2, 7);
  set(history, 3, 2, 9);
  set(history, 0, 5, 1);
  const all = data.slice();
  expect(history.undo()).toEqual({ left: 0, top: 5, right: 1, bottom: 6 });
  expect([data[19], data[40]]).toEqual([9, 0]);
  history.undo();
  expect(data[19]).toBe(7);
  history.undo();
  expect(data.every((value) => value === 0)).toBe(true);
  expect(history.undo()).toBeNull();
  while (history.redo() !== null);
  expect(data).toEqual(all);
  expect(history.canRedo).toBe(false);
});

test('a new edit ends what could be redone', () => {
  const history = new EditHistory(surface());
  set(history, 1, 1, 5);
  history.undo();
  expect(history.canRedo).toBe(true);
  set(history, 2, 2, 6);
  expect(history.canRedo).toBe(false);
});

test('an edit that changes nothing cannot be undone', () => {
  const history = new EditHistory(surface());
  history.begin();
  history.touch(rect);
  history.commit();
  history.begin();
  history.commit();
  expect(history.canUndo).toBe(false);
});

test('the oldest edits are forgotten when all of them take too much, never the newest', () => {
  const history = new EditHistory(surface(), 4);
  for (const value of [1, 2, 3, 4]) set(history, 0, 0, value);
  let count = 0;
  while (history.undo() !== null) count++;
  expect(count).toBe(2);
  expect(history.surface.data[0]).toBe(2);
  const small = new EditHistory(surface(), 0);
  set(small, 0, 0, 1);
  expect(small.canUndo).toBe(true);
});
