import type { Size } from '../../../lib/settings/sizes.ts';
import type { Dab } from './brush.ts';

/** What is needed of a pointer event. */
type Touch = Pick<PointerEvent, 'clientX' | 'clientY' | 'pointerType' | 'pressure'>;

/** A pen that hardly touches still draws this much of the brush. */
const LEAST_SHARE = 0.25;

/**
 * Where a pointer touches the surface, and how broadly: only pens tell how firmly they are pressed.
 * @param box where the surface is shown, in CSS pixels
 * @param radius of the brush, pixels of the surface
 */
export function dabOf(
  { clientX, clientY, pointerType, pressure }: Touch,
  box: Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>,
  { width, height }: Size,
  radius: number,
): Dab {
  const share = pointerType === 'pen' ? LEAST_SHARE + (1 - LEAST_SHARE) * pressure : 1;
  return {
    x: ((clientX - box.left) / box.width) * width,
    y: ((clientY - box.top) / box.height) * height,
    radius: radius * share,
  };
}

/** Brush sizes are felt as ratios: a quarter more, or as much less. */
const FACTOR = 1.25;

/** A brush a little larger or smaller, in whole pixels. */
export function nextSize(size: number, direction: 1 | -1, most: number): number {
  const next = direction === 1 ? size * FACTOR : size / FACTOR;
  const moved = direction === 1 ? Math.ceil(next) : Math.floor(next);
  return Math.min(most, Math.max(1, moved));
}
