/**
 * Dense algebra on checkpoint weights for exact folding. Sums run in float64, so folding two
 * float32 matrices costs no more than one rounding of the result.
 */

/** Row-major matrix. One without data stands for its shape: results have their shapes, too. */
export interface Matrix {
  rows: number;
  columns: number;
  data: Float32Array;
}

/** The data of tensors of which only the shape is known. */
export const NO_DATA = new Float32Array(0);

const isShapeOnly = ({ data }: Matrix) => data.length === 0;

/** [r, c] -> [c, r]. PyTorch's Linear stores [out, in]; ONNX's MatMul wants [in, out]. */
export function transpose(matrix: Matrix): Matrix {
  const { rows, columns, data } = matrix;
  if (isShapeOnly(matrix)) return { rows: columns, columns: rows, data: NO_DATA };
  const result = new Float32Array(data.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) result[c * rows + r] = data[r * columns + c]!;
  }
  return { rows: columns, columns: rows, data: result };
}

/** a [n, k] times b [k, m]. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) {
    throw new Error(`Expected ${a.columns} rows to multiply with, received ${b.rows}`);
  }
  if (isShapeOnly(a) || isShapeOnly(b)) return { rows: a.rows, columns: b.columns, data: NO_DATA };
  const result = new Float32Array(a.rows * b.columns);
  const row = new Float64Array(b.columns);
  for (let r = 0; r < a.rows; r++) {
    row.fill(0);
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[r * a.columns + k]!;
      const start = k * b.columns;
      for (let c = 0; c < row.length; c++) row[c]! += factor * b.data[start + c]!;
    }
    result.set(row, r * b.columns);
  }
  return { rows: a.rows, columns: b.columns, data: result };
}

/** a [n, k] times vector [k], plus `offset` [n]. */
export function apply(a: Matrix, vector: Float32Array, offset: Float32Array): Float32Array {
  if (isShapeOnly(a)) return NO_DATA;
  const column = multiply(a, { rows: vector.length, columns: 1, data: vector });
  return column.data.map((value, i) => value + offset[i]!);
}

/** Columns [from, to) of a matrix. */
export function sliceColumns(matrix: Matrix, from: number, to: number): Matrix {
  const { rows, columns, data } = matrix;
  if (isShapeOnly(matrix)) return { rows, columns: to - from, data: NO_DATA };
  const result = new Float32Array(rows * (to - from));
  for (let r = 0; r < rows; r++) {
    result.set(data.subarray(r * columns + from, r * columns + to), r * (to - from));
  }
  return { rows, columns: to - from, data: result };
}

/** Matrices of equal height, side by side. */
export function joinColumns(parts: readonly Matrix[]): Matrix {
  const rows = parts[0]?.rows ?? 0;
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  if (parts.some(isShapeOnly)) return { rows, columns, data: NO_DATA };
  const data = new Float32Array(rows * columns);
  let offset = 0;
  for (const part of parts) {
    for (let r = 0; r < rows; r++) {
      data.set(part.data.subarray(r * part.columns, (r + 1) * part.columns), r * columns + offset);
    }
    offset += part.columns;
  }
  return { rows, columns, data };
}

/** Every entry times a factor. */
export function scale<T extends Float32Array>(data: T, factor: number): Float32Array {
  return data.map((value) => value * factor);
}
