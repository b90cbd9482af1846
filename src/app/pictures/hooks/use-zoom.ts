import { useLayoutEffect, useState, type RefObject } from 'react';
import type { Size } from '../../lib/settings/sizes.ts';
import { fit, overflows, panBy, settle, zoomTo, type Placement, type Point } from '../lib/zoom.ts';

export interface Zoom {
  placement: Placement;
  /** Whether the picture is shown as a whole, following the size of the stage. */
  fits: boolean;
  /** Whether there is something to pan to. */
  overflows: boolean;
  fit: () => void;
  /** Multiplies the scale; without an anchor around the stage's middle. */
  zoomBy: (factor: number, anchor?: Point) => void;
  zoomTo: (scale: number, anchor?: Point) => void;
  pan: (by: Point) => void;
}

/** Zoom and place of the picture `id` on its stage; null before the stage has a size. */
export function useZoom(
  stage: RefObject<HTMLElement | null>,
  id: string,
  picture: Size,
): Zoom | null {
  const [room, setRoom] = useState<Size | null>(null);
  const [held, setHeld] = useState<{ id: string; placement: Placement } | null>(null);
  useLayoutEffect(() => {
    const element = stage.current;
    if (element === null) return;
    const measure = () => setRoom({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [stage]);
  if (room === null || room.width === 0 || room.height === 0) return null;

  // Another picture begins anew, shown as a whole.
  const own = held !== null && held.id === id ? held.placement : null;
  const placement = own === null ? fit(picture, room) : settle(own, picture, room);
  /** From the latest placement, as several moves may come between two renderings. */
  const change = (to: (from: Placement) => Placement) =>
    setHeld((before) => {
      const from = before !== null && before.id === id ? before.placement : fit(picture, room);
      return { id, placement: to(from) };
    });
  const middle = { x: room.width / 2, y: room.height / 2 };
  return {
    placement,
    fits: own === null,
    overflows: overflows(placement, picture, room),
    fit: () => setHeld(null),
    zoomBy: (factor, anchor = middle) =>
      change((from) => zoomTo(from, from.scale * factor, anchor, picture, room)),
    zoomTo: (scale, anchor = middle) =>
      change((from) => zoomTo(from, scale, anchor, picture, room)),
    pan: (by) => change((from) => panBy(from, by, picture, room)),
  };
}
