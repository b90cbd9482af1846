import { useEffect, useEffectEvent, type RefObject } from 'react';
import type { Point } from '../lib/zoom.ts';

/** Two taps are one double tap within this time and distance. */
const DOUBLE_TAP_MS = 320;
const TAP_SLACK_PX = 12;
const SWIPE_PX = 60;
/** Zoom of one CSS pixel of wheel; a trackpad's pinch comes in far smaller steps. */
const WHEEL_RATE = 0.0018;
const PINCH_WHEEL_RATE = 0.01;
/** What a wheel that counts lines calls one. */
const LINE_PX = 16;

interface Gestures {
  onPan: (by: Point) => void;
  /** Points are CSS pixels from the upper left corner of the element. */
  onZoom: (factor: number, anchor: Point) => void;
  onDoubleTap: (at: Point) => void;
  /** One finger swept sideways; -1 to the left, 1 to the right. */
  onSwipe: (direction: -1 | 1) => void;
}

/** Mouse, pen and fingers on an element: drag, pinch, wheel, double tap, swipe. */
export function useGestures(surface: RefObject<HTMLElement | null>, gestures: Gestures): void {
  const onPan = useEffectEvent(gestures.onPan);
  const onZoom = useEffectEvent(gestures.onZoom);
  const onDoubleTap = useEffectEvent(gestures.onDoubleTap);
  const onSwipe = useEffectEvent(gestures.onSwipe);
  useEffect(() => {
    const element = surface.current;
    if (element === null) return;
    const stop = new AbortController();
    const { signal } = stop;
    const pointers = new Map<number, Point>();
    let start: Point = { x: 0, y: 0 };
    let fingers = 0;
    let lastTap = { at: -Infinity, x: 0, y: 0 };

    const pointOf = (event: MouseEvent): Point => {
      const { left, top } = element.getBoundingClientRect();
      return { x: event.clientX - left, y: event.clientY - top };
    };

    const onDown = (event: PointerEvent) => {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, pointOf(event));
      if (pointers.size === 1) start = pointOf(event);
      fingers = pointers.size === 1 ? 1 : Math.max(fingers, pointers.size);
    };

    const onMove = (event: PointerEvent) => {
      const before = pointers.get(event.pointerId);
      if (before === undefined) return;
      const now = pointOf(event);
      pointers.set(event.pointerId, now);
      if (pointers.size === 1) return onPan({ x: now.x - before.x, y: now.y - before.y });
      const other = [...pointers].find(([id]) => id !== event.pointerId)![1];
      const factor = distance(now, other) / Math.max(1, distance(before, other));
      onZoom(factor, middle(now, other));
      const [was, is] = [middle(before, other), middle(now, other)];
      onPan({ x: is.x - was.x, y: is.y - was.y });
    };

    const onUp = (event: PointerEvent) => {
      if (!pointers.delete(event.pointerId) || pointers.size > 0 || fingers > 1) return;
      const end = pointOf(event);
      const [right, down] = [end.x - start.x, end.y - start.y];
      if (distance(start, end) <= TAP_SLACK_PX) {
        const isSecond =
          event.timeStamp - lastTap.at < DOUBLE_TAP_MS && distance(lastTap, end) < 3 * TAP_SLACK_PX;
        lastTap = isSecond ? { at: -Infinity, ...end } : { at: event.timeStamp, ...end };
        if (isSecond) onDoubleTap(end);
      } else if (
        event.pointerType === 'touch' &&
        Math.abs(right) > SWIPE_PX &&
        Math.abs(right) > 2 * Math.abs(down)
      ) {
        onSwipe(right < 0 ? -1 : 1);
      }
    };

    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : LINE_PX;
      const rate = event.ctrlKey ? PINCH_WHEEL_RATE : WHEEL_RATE;
      onZoom(Math.exp(-event.deltaY * pixels * rate), pointOf(event));
    };

    element.addEventListener('pointerdown', onDown, { signal });
    element.addEventListener('pointermove', onMove, { signal });
    element.addEventListener('pointerup', onUp, { signal });
    element.addEventListener('pointercancel', (event) => pointers.delete(event.pointerId), {
      signal,
    });
    // Passive listeners, the default for wheels, could not keep the page from scrolling.
    element.addEventListener('wheel', onWheel, { signal, passive: false });
    return () => stop.abort();
  }, [surface]);
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
