import { expect, it } from 'vitest';
import { product } from './product.ts';

it.each([
  { rows: 3, inner: 5, columns: 16 },
  { rows: 2, inner: 7, columns: 6 },
  { rows: 1, inner: 1, columns: 1 },
])('sums in float64, in order, and rounds once: %o', (size) => {
  const { rows, inner, columns } = size;
  // Values whose float32 sums would lose most of their digits.
  const values = (length: number) =>
    Float32Array.from({ length }, (_, i) => Math.sin(i + 1) * 10 ** ((i * 7) % 9));
  const [a, b] = [values(rows * inner), values(inner * columns)];
  const expected = Float32Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += a[row * inner + k]! * b[k * columns + column]!;
    return sum;
  });
  expect(product(a, b, size)).toEqual(expected);
});
