import type { Size } from '../../lib/settings/sizes.ts';

/**
 * The largest part of a picture, around its middle, that has the shape of what is painted from it.
 * @returns pixels of the picture, fractions included
 */
export function cropToShape(picture: Size, shape: Size): Size & { x: number; y: number } {
  const scale = Math.min(picture.width / shape.width, picture.height / shape.height);
  const width = shape.width * scale;
  const height = shape.height * scale;
  return { x: (picture.width - width) / 2, y: (picture.height - height) / 2, width, height };
}
