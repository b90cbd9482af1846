import type { Size } from '../../lib/settings/sizes.ts';

export interface Point {
  x: number;
  y: number;
}

/**
 * Where a picture stands on its stage: a point p of the picture (in its pixels) is shown at
 * `scale * p + (x, y)` (in CSS pixels from the stage's upper left corner).
 */
export interface Placement extends Point {
  scale: number;
}

/** Each press on + or - multiplies by this. */
export const ZOOM_STEP = 1.25;
const LARGEST_SCALE = 16;

/** The whole picture, as large as the stage allows, in its middle. */
export function fit(picture: Size, stage: Size): Placement {
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height);
  return settle({ scale, x: 0, y: 0 }, picture, stage);
}

/** Zooms so that the point of the picture under `anchor` (on the stage) stays where it is. */
export function zoomTo(
  from: Placement,
  scale: number,
  anchor: Point,
  picture: Size,
  stage: Size,
): Placement {
  const fitting = fit(picture, stage).scale;
  const smallest = Math.min(1, fitting);
  const largest = Math.max(LARGEST_SCALE, fitting);
  const to = Math.min(largest, Math.max(smallest, scale));
  const ratio = to / from.scale;
  const moved = {
    scale: to,
    x: anchor.x - (anchor.x - from.x) * ratio,
    y: anchor.y - (anchor.y - from.y) * ratio,
  };
  return settle(moved, picture, stage);
}

export function panBy(from: Placement, by: Point, picture: Size, stage: Size): Placement {
  return settle({ ...from, x: from.x + by.x, y: from.y + by.y }, picture, stage);
}

/** Whether part of the picture lies outside of the stage. Half a pixel is rounding. */
export function overflows({ scale }: Placement, picture: Size, stage: Size): boolean {
  return scale * picture.width > stage.width + 0.5 || scale * picture.height > stage.height + 0.5;
}

/** A picture smaller than the stage stands in its middle; a larger one leaves no gap at an edge. */
export function settle({ scale, x, y }: Placement, picture: Size, stage: Size): Placement {
  return {
    scale,
    x: settleSide(x, scale * picture.width, stage.width),
    y: settleSide(y, scale * picture.height, stage.height),
  };
}

function settleSide(offset: number, length: number, room: number): number {
  if (length <= room) return (room - length) / 2;
  return Math.min(0, Math.max(room - length, offset));
}
