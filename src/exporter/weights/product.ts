/**
 * The product of two float32 matrices, summed in float64, term by term from the first. What is
 * multiplied so are the few columns of a fold: it takes seconds of an export at full size.
 * @param a [rows, inner]
 * @param b [inner, columns]
 * @returns [rows, columns]
 */
export function product(
  a: Float32Array,
  b: Float32Array,
  { rows, inner, columns }: { rows: number; inner: number; columns: number },
): Float32Array<ArrayBuffer> {
  const result = new Float32Array(rows * columns);
  const down = columnsOf(b, inner, columns);
  const row = new Float64Array(inner);
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < inner; k++) row[k] = a[r * inner + k]!;
    let c = 0;
    // Four sums at a time wait less for each other than one would for itself.
    for (; c + 4 <= columns; c += 4) {
      const first = c * inner;
      const second = first + inner;
      const third = second + inner;
      const fourth = third + inner;
      let [p, q, s, t] = [0, 0, 0, 0];
      for (let k = 0; k < inner; k++) {
        const factor = row[k]!;
        p += factor * down[first + k]!;
        q += factor * down[second + k]!;
        s += factor * down[third + k]!;
        t += factor * down[fourth + k]!;
      }
      result.set([p, q, s, t], r * columns + c);
    }
    for (; c < columns; c++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += row[k]! * down[c * inner + k]!;
      result[r * columns + c] = sum;
    }
  }
  return result;
}

/** [inner, columns] -> [columns, inner]. */
function columnsOf(b: Float32Array, inner: number, columns: number): Float64Array {
  const down = new Float64Array(b.length);
  for (let k = 0; k < inner; k++) {
    for (let c = 0; c < columns; c++) down[c * inner + k] = b[k * columns + c]!;
  }
  return down;
}
