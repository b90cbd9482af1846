import type { Bitmap } from '../../../../protocol/engine.ts';
import { frameOf, type Margins } from './margins.ts';
import { copyIn, newSurface, type Surface } from '../sheet/surface.ts';

/** Rows or columns of the picture's edge that are averaged, so that a single odd one does not run on. */
const DEPTH = 4;
/** Pixels to either side that are averaged, for each pixel away from the picture. */
const SPREAD = 0.5;

/**
 * A picture with margins in the colours of its edges, the more blurred the farther away: something for the model to
 * begin with. The picture itself stays as it is.
 */
export function extended(bitmap: Bitmap, margins: Margins): Bitmap {
  const { width, height } = bitmap;
  const frame = frameOf(bitmap, margins);
  const surface = newSurface(frame, 4);
  const edges = {
    left: edgeOf(height, (along, depth) => [depth, along], bitmap),
    right: edgeOf(height, (along, depth) => [width - 1 - depth, along], bitmap),
    top: edgeOf(width, (along, depth) => [along, depth], bitmap),
    bottom: edgeOf(width, (along, depth) => [along, height - 1 - depth], bitmap),
  };
  const { data } = surface;
  let at = 0;
  for (let row = 0; row < frame.height; row++) {
    for (let column = 0; column < frame.width; column++, at += 4) {
      const [x, y] = [column - margins.left, row - margins.top];
      const across = Math.max(-x, 0, x - width + 1);
      const down = Math.max(-y, 0, y - height + 1);
      const away = Math.max(across, down);
      if (away === 0) continue;
      const squares = across * across + down * down;
      const beside = across === 0 ? null : edges[x < 0 ? 'left' : 'right'](y, away);
      const below = down === 0 ? null : edges[y < 0 ? 'top' : 'bottom'](x, away);
      // At the corners both edges count, the farther one more.
      for (let channel = 0; channel < 3; channel++) {
        data[at + channel] =
          ((beside?.(channel) ?? 0) * across * across + (below?.(channel) ?? 0) * down * down) /
          squares;
      }
      data[at + 3] = 255;
    }
  }
  copyIn(surface, bitmap.rgba, pictureIn(bitmap, margins));
  return { ...frame, rgba: data };
}

/** What is marked, with margins that are painted anew altogether. */
export function extendedMask(mask: Surface, margins: Margins): Surface {
  const surface = newSurface(frameOf(mask, margins), 1);
  surface.data.fill(255);
  copyIn(surface, mask.data, pictureIn(mask, margins));
  return surface;
}

function pictureIn({ width, height }: { width: number; height: number }, { left, top }: Margins) {
  return { left, top, right: left + width, bottom: top + height };
}

/**
 * Mean colours along one edge of a picture.
 * @param at column and row, by pixels along the edge and away from it into the picture
 * @returns gives, for a place along the edge and a distance from it, the mean of what lies there, by channel
 */
function edgeOf(
  length: number,
  at: (along: number, depth: number) => [number, number],
  { width, height, rgba }: Bitmap,
) {
  const depth = Math.min(DEPTH, width, height);
  // Sums from the beginning, so that a mean takes two of them.
  const sums = new Float64Array((length + 1) * 3);
  for (let along = 0; along < length; along++) {
    for (let channel = 0; channel < 3; channel++) {
      let sum = 0;
      for (let inward = 0; inward < depth; inward++) {
        const [x, y] = at(along, inward);
        sum += rgba[(y * width + x) * 4 + channel]!;
      }
      sums[(along + 1) * 3 + channel] = sums[along * 3 + channel]! + sum / depth;
    }
  }
  return (along: number, away: number) => {
    const middle = Math.min(length - 1, Math.max(0, along));
    const reach = Math.round(away * SPREAD);
    const from = Math.max(0, middle - reach);
    const to = Math.min(length, middle + reach + 1);
    return (channel: number) => (sums[to * 3 + channel]! - sums[from * 3 + channel]!) / (to - from);
  };
}
