/**
 * A picture in few cells: the mean of the pixels under each, edges counted by how much of a pixel lies inside.
 * @param rgba interleaved bytes, rows top to bottom; alpha is ignored
 * @returns [rows * columns][3], red, green and blue from 0 to 1
 */
export function areaAverage(
  { width, height, rgba }: { width: number; height: number; rgba: ArrayLike<number> },
  columns: number,
  rows: number,
): Float64Array {
  const cells = new Float64Array(rows * columns * 3);
  const across = Array.from({ length: columns }, (_, column) => span(column, columns, width));
  for (let row = 0; row < rows; row++) {
    const down = span(row, rows, height);
    for (let y = down.first; y <= down.last; y++) {
      const share = Math.min(y + 1, down.to) - Math.max(y, down.from);
      for (let column = 0; column < columns; column++) {
        const { from, to, first, last } = across[column]!;
        const start = (y * width + first) * 4;
        const end = (y * width + last) * 4;
        const before = from - first;
        const behind = last + 1 - to;
        const scale = share / (255 * (to - from) * (down.to - down.from));
        let red = -before * rgba[start]! - behind * rgba[end]!;
        let green = -before * rgba[start + 1]! - behind * rgba[end + 1]!;
        let blue = -before * rgba[start + 2]! - behind * rgba[end + 2]!;
        for (let i = start; i <= end; i += 4) {
          red += rgba[i]!;
          green += rgba[i + 1]!;
          blue += rgba[i + 2]!;
        }
        const cell = (row * columns + column) * 3;
        cells[cell]! += scale * red;
        cells[cell + 1]! += scale * green;
        cells[cell + 2]! += scale * blue;
      }
    }
  }
  return cells;
}

/** Where the `index`th of `count` equal parts of `length` pixels lies, and the pixels that it touches. */
function span(index: number, count: number, length: number) {
  const from = (index * length) / count;
  const to = ((index + 1) * length) / count;
  return { from, to, first: Math.floor(from), last: Math.ceil(to) - 1 };
}
