import type { Size } from '../../../lib/settings/sizes.ts';

/** Pixels that are drawn on: bytes, interleaved, rows top to bottom. One channel for masks, four (RGBA) for sketches. */
export interface Surface extends Size {
  channels: 1 | 4;
  data: Uint8ClampedArray<ArrayBuffer>;
}

/** Whole pixels; `right` and `bottom` are exclusive. */
export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export function newSurface({ width, height }: Size, channels: 1 | 4): Surface {
  return { width, height, channels, data: new Uint8ClampedArray(width * height * channels) };
}

export const wholeOf = ({ width, height }: Size): Rect => ({
  ...{ left: 0, top: 0, right: width, bottom: height },
});

/** The smallest rectangle around both. */
export function union(one: Rect | null, other: Rect | null): Rect | null {
  if (one === null || other === null) return one ?? other;
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  };
}

/** The bytes of a part of a surface, row after row. */
export function copyOut({ width, channels }: Surface, data: Uint8ClampedArray, rect: Rect) {
  const row = (rect.right - rect.left) * channels;
  const bytes = new Uint8ClampedArray(row * (rect.bottom - rect.top));
  for (let y = rect.top; y < rect.bottom; y++) {
    const from = (y * width + rect.left) * channels;
    bytes.set(data.subarray(from, from + row), (y - rect.top) * row);
  }
  return bytes;
}

/** Puts such bytes back. */
export function copyIn({ width, channels, data }: Surface, bytes: Uint8ClampedArray, rect: Rect) {
  const row = (rect.right - rect.left) * channels;
  for (let y = rect.top; y < rect.bottom; y++) {
    const from = (y - rect.top) * row;
    data.set(bytes.subarray(from, from + row), (y * width + rect.left) * channels);
  }
}
