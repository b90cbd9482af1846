import type { Rect, Surface } from '../sheet/surface.ts';

/** What is marked, on whatever the picture shows: a colour that landscapes hardly have. As `--tint` in the theme. */
const TINT = [226, 0, 122] as const;
const MOST_ALPHA = 170;
/** Stripes tell what is marked where colours do not. */
const FAINTER = 0.72;
const STRIPES_ACROSS = 48;

/**
 * How a part of a mask is shown over the picture.
 * @returns RGBA bytes, not premultiplied, as large as the part
 */
export function tintOf(
  { width, data }: Surface,
  { left, top, right, bottom }: Rect,
): Uint8ClampedArray<ArrayBuffer> {
  const stripe = Math.max(2, Math.round(width / STRIPES_ACROSS));
  const rgba = new Uint8ClampedArray((right - left) * (bottom - top) * 4);
  let at = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++, at += 4) {
      const isFaint = (x + y) % (2 * stripe) < stripe;
      const alpha = (data[y * width + x]! / 255) * MOST_ALPHA * (isFaint ? FAINTER : 1);
      rgba[at] = TINT[0];
      rgba[at + 1] = TINT[1];
      rgba[at + 2] = TINT[2];
      rgba[at + 3] = alpha;
    }
  }
  return rgba;
}
