import type { Rgb } from './palette.ts';
import type { Rect, Surface } from '../sheet/surface.ts';

/** Colours that differ by no more than this in every channel are one area: strokes have soft edges. */
const TOLERANCE = 48;

/**
 * Fills the area of one colour around a place, and the pixel beside it, where its soft edge is.
 * @param surface RGBA
 * @returns what may have changed; null for a place outside
 */
export function floodFill(
  surface: Surface,
  place: { x: number; y: number },
  colour: Rgb,
): Rect | null {
  const { width, height, data } = surface;
  const [column, row] = [Math.floor(place.x), Math.floor(place.y)];
  if (column < 0 || row < 0 || column >= width || row >= height) return null;
  const seed = data.slice((row * width + column) * 4, (row * width + column) * 4 + 3);
  const isAlike = (pixel: number) =>
    [0, 1, 2].every((c) => Math.abs(data[pixel * 4 + c]! - seed[c]!) <= TOLERANCE);
  const inside = new Uint8Array(width * height);
  const rect = { left: column, top: row, right: column + 1, bottom: row + 1 };
  const waiting = [row * width + column];
  // Row by row: as far as it goes to both sides, and what begins above and below.
  while (waiting.length > 0) {
    const pixel = waiting.pop()!;
    if (inside[pixel] === 1 || !isAlike(pixel)) continue;
    const y = Math.floor(pixel / width);
    let [from, to] = [pixel, pixel + 1];
    while (from > y * width && isAlike(from - 1)) from--;
    while (to < (y + 1) * width && isAlike(to)) to++;
    inside.fill(1, from, to);
    for (const next of [-width, width]) {
      if (y + Math.sign(next) < 0 || y + Math.sign(next) >= height) continue;
      for (let i = from; i < to; i++) {
        const neighbour = i + next;
        if (inside[neighbour] === 1 || !isAlike(neighbour)) continue;
        const begins = i === from || !isAlike(neighbour - 1);
        if (begins) waiting.push(neighbour);
      }
    }
    rect.left = Math.min(rect.left, from - y * width);
    rect.right = Math.max(rect.right, to - y * width);
    rect.top = Math.min(rect.top, y);
    rect.bottom = Math.max(rect.bottom, y + 1);
  }
  const grown = {
    left: Math.max(0, rect.left - 1),
    top: Math.max(0, rect.top - 1),
    right: Math.min(width, rect.right + 1),
    bottom: Math.min(height, rect.bottom + 1),
  };
  const isInside = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && inside[y * width + x] === 1;
  for (let y = grown.top; y < grown.bottom; y++) {
    for (let x = grown.left; x < grown.right; x++) {
      const touches =
        isInside(x, y) ||
        isInside(x - 1, y) ||
        isInside(x + 1, y) ||
        isInside(x, y - 1) ||
        isInside(x, y + 1);
      if (touches) data.set(colour, (y * width + x) * 4);
    }
  }
  return grown;
}
