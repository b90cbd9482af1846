/**
 * The product of two float32 matrices, summed in float64. What is multiplied so are the few columns
 * of a fold, which a loop over the rows of `b` does as fast as they are read.
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
  const row = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    row.fill(0);
    for (let k = 0; k < inner; k++) {
      const factor = a[r * inner + k]!;
      for (let c = 0; c < columns; c++) row[c]! += factor * b[k * columns + c]!;
    }
    result.set(row, r * columns);
  }
  return result;
}
