import { expect, test } from 'vitest';
import { coverLine, type Dab } from './brush.ts';

const size = { width: 40, height: 30 };

function cover(from: Dab, to: Dab) {
  const shares = new Float64Array(size.width * size.height);
  const rect = coverLine(size, from, to, (pixel, share) => (shares[pixel] = share));
  return { rect, shares, at: (x: number, y: number) => shares[y * size.width + x]! };
}

test('a dab covers about as many pixels as its disc has', () => {
  const dab = { x: 20, y: 15, radius: 8 };
  const { shares, at } = cover(dab, dab);
  const area = shares.reduce((sum, share) => sum + share, 0);
  expect(area).toBeGreaterThan(Math.PI * 64 * 0.98);
  expect(area).toBeLessThan(Math.PI * 64 * 1.02);
  expect(at(20, 15)).toBe(1);
  expect(at(20, 24)).toBe(0);
});

test('its edge is soft: shares between nothing and all', () => {
  const dab = { x: 20, y: 15, radius: 8 };
  const soft = cover(dab, dab).shares.filter((share) => share > 0 && share < 1);
  expect(soft.length).toBeGreaterThan(30);
});

test('a line covers all between its ends, and gets broader where the brush does', () => {
  const { at } = cover({ x: 5, y: 15, radius: 1 }, { x: 35, y: 15, radius: 6 });
  for (let x = 5; x < 35; x++) expect(at(x, 15)).toBe(1);
  expect(at(6, 11)).toBe(0);
  expect(at(34, 11)).toBe(1);
});

test('what lies outside is left out, and nothing beyond the told rectangle is touched', () => {
  const { rect, shares } = cover({ x: -3, y: -3, radius: 6 }, { x: 4, y: -3, radius: 6 });
  expect(rect).toMatchObject({ left: 0, top: 0 });
  shares.forEach((share, i) => {
    if (share === 0) return;
    expect(i % size.width).toBeLessThan(rect!.right);
    expect(Math.floor(i / size.width)).toBeLessThan(rect!.bottom);
  });
  const far = { x: 100, y: 100, radius: 3 };
  expect(cover(far, far).rect).toBeNull();
});
