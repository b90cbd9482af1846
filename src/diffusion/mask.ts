/** Which parts of a picture are painted anew. */

export interface Mask {
  width: number;
  height: number;
  /** A byte a pixel, rows top to bottom: 0 stays as it is, 255 is painted anew, a value between mixes both. */
  data: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * The cells of a latent that touch what is painted anew.
 * @returns float32 [rows * columns], 1 or 0
 */
export function touchedCells(
  { width, height, data }: Mask,
  columns: number,
  rows: number,
): Float32Array<ArrayBuffer> {
  const cells = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = span(row, rows, height);
    for (let column = 0; column < columns; column++) {
      const [left, right] = span(column, columns, width);
      let touched = 0;
      for (let y = top; y < bottom && touched === 0; y++) {
        for (let x = left; x < right; x++) if (data[y * width + x]! > 0) touched = 1;
      }
      cells[row * columns + column] = touched;
    }
  }
  return cells;
}

/** Pixels that the `index`th of `count` cells touches. */
const span = (index: number, count: number, length: number): [number, number] => [
  Math.floor((index * length) / count),
  Math.ceil(((index + 1) * length) / count),
];

/**
 * A mask whose edges fall off outwards, by 255 over `pixels` + 1 along rows and columns. What is more than `pixels` away
 * from everything that is painted anew stays 0.
 */
export function feathered({ width, height, data }: Mask, pixels: number): Mask {
  const step = 255 / (pixels + 1);
  const values = Float32Array.from(data);
  const pass = (start: number, stride: number, count: number) => {
    for (let i = 1; i < count; i++) {
      const at = start + i * stride;
      values[at] = Math.max(values[at]!, values[at - stride]! - step);
    }
    for (let i = count - 2; i >= 0; i--) {
      const at = start + i * stride;
      values[at] = Math.max(values[at]!, values[at + stride]! - step);
    }
  };
  for (let y = 0; y < height; y++) pass(y * width, 1, width);
  for (let x = 0; x < width; x++) pass(x, width, height);
  return { width, height, data: new Uint8ClampedArray(values) };
}

/**
 * Puts what was painted into the picture that it started from.
 * @param original interleaved RGBA bytes; its pixels stay bit for bit where the mask is 0
 * @param painted the same, as large
 */
export function composed(
  original: Uint8ClampedArray<ArrayBuffer>,
  painted: Uint8ClampedArray<ArrayBuffer>,
  { data }: Mask,
): Uint8ClampedArray<ArrayBuffer> {
  return original.map((before, i) => {
    const share = data[i >> 2]! / 255;
    return before + (painted[i]! - before) * share;
  });
}
