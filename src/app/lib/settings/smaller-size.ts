import { validSides } from '../../../diffusion/geometry.ts';
import type { Manifest } from '../../../package/manifest.ts';
import type { Size } from './sizes.ts';

/** What counts as smaller: memory goes with the area, or faster. */
const MOST_OF_AREA = 0.7;
const WANTED_OF_AREA = 0.5;

/** How much more a changed shape weighs than an area that misses its aim. */
const SHAPE_WEIGHT = 3;

/** A size of about the same shape and half the area that the model paints; null at its smallest. */
export function smallerSize(size: Size, geometry: Manifest['geometry']): Size | null {
  const area = size.width * size.height;
  const shape = Math.log(size.width / size.height);
  let best: Size | null = null;
  let leastWrong = Infinity;
  for (const width of validSides(geometry)) {
    for (const height of validSides(geometry)) {
      const part = (width * height) / area;
      if (part > MOST_OF_AREA) continue;
      const wrong =
        SHAPE_WEIGHT * Math.abs(Math.log(width / height) - shape) +
        Math.abs(Math.log(part / WANTED_OF_AREA));
      if (wrong < leastWrong) [best, leastWrong] = [{ width, height }, wrong];
    }
  }
  return best;
}
