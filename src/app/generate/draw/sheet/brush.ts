import type { Size } from '../../../lib/settings/sizes.ts';
import type { Rect } from './surface.ts';

/** Where the brush touches: a disc, in pixels of the surface. */
export interface Dab {
  x: number;
  y: number;
  radius: number;
}

/**
 * The line that the brush leaves between two dabs: round ends, a width that changes evenly, and edges a pixel soft.
 * @param visit gets the index of each pixel that is touched, and how much of it is covered, above 0 up to 1
 * @returns what may have been touched; null where all of it lies outside
 */
export function coverLine(
  { width, height }: Size,
  from: Dab,
  to: Dab,
  visit: (pixel: number, share: number) => void,
): Rect | null {
  const reach = Math.max(from.radius, to.radius) + 1;
  const rect = {
    left: Math.max(0, Math.floor(Math.min(from.x, to.x) - reach)),
    top: Math.max(0, Math.floor(Math.min(from.y, to.y) - reach)),
    right: Math.min(width, Math.ceil(Math.max(from.x, to.x) + reach)),
    bottom: Math.min(height, Math.ceil(Math.max(from.y, to.y) + reach)),
  };
  if (rect.left >= rect.right || rect.top >= rect.bottom) return null;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const squared = dx * dx + dy * dy;
  for (let y = rect.top; y < rect.bottom; y++) {
    for (let x = rect.left; x < rect.right; x++) {
      // Middles of pixels.
      const [px, py] = [x + 0.5 - from.x, y + 0.5 - from.y];
      const along = squared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squared));
      const radius = from.radius + along * (to.radius - from.radius);
      const share = radius + 0.5 - Math.hypot(px - along * dx, py - along * dy);
      if (share > 0) visit(y * width + x, Math.min(1, share));
    }
  }
  return rect;
}
