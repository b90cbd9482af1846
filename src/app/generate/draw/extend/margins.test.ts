import { expect, test } from 'vitest';
import { EDGES, frameOf, nextMargin, NO_MARGINS, withMargin } from './margins.ts';

const size = { width: 512, height: 384 };
const sides = [256, 384, 512, 640, 768];

test('an edge that is dragged stops where the whole can be painted', () => {
  const to = (wanted: number) => withMargin(size, NO_MARGINS, 'right', wanted, sides).right;
  expect([-50, 0, 60, 70, 190, 200, 5000].map(to)).toEqual([0, 0, 0, 128, 128, 256, 256]);
});

test('what one edge took, the opposite one cannot have', () => {
  const left = withMargin(size, NO_MARGINS, 'left', 128, sides);
  expect(withMargin(size, left, 'right', 5000, sides)).toEqual({ ...left, right: 128 });
  expect(withMargin(size, left, 'bottom', 5000, sides)).toEqual({ ...left, bottom: 384 });
});

test('steps lead through every place and end at the last', () => {
  const seen: number[] = [];
  let margins = NO_MARGINS;
  for (;;) {
    seen.push(margins.top);
    const next = nextMargin(size, margins, 'top', 1, sides);
    if (next === null) break;
    margins = next;
  }
  expect(seen).toEqual([0, 128, 256, 384]);
  expect(nextMargin(size, margins, 'top', -1, sides)?.top).toBe(256);
  expect(nextMargin(size, NO_MARGINS, 'top', -1, sides)).toBeNull();
});

test('every frame has sides that can be painted', () => {
  for (const edge of EDGES) {
    for (let wanted = 0; wanted < 900; wanted += 37) {
      const { width, height } = frameOf(size, withMargin(size, NO_MARGINS, edge, wanted, sides));
      expect(sides).toContain(width);
      expect(sides).toContain(height);
    }
  }
});

test('a model without a larger side leaves the frame where it is', () =>
  expect(withMargin(size, NO_MARGINS, 'left', 99, [])).toEqual(NO_MARGINS));
