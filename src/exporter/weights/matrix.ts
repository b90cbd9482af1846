import { product } from './product.ts';
import type { StoredTensor } from './stored-tensor.ts';

/**
 * Checkpoint weights as row-major matrices whose values are made when asked for, some rows at a
 * time: a network's graph is built without reading a single weight, and no more of them than a piece
 * is ever in memory. Folding two float32 matrices sums in float64, so it costs one rounding.
 */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** The checkpoint's tensors that it is made from; absent: none. */
  readonly sources?: readonly StoredTensor[];
  /** Rows [from, to), float32, row-major. Not to be changed: they may be a cache's own. */
  read(from: number, to: number): Promise<Float32Array<ArrayBuffer>>;
  /** What one value is computed from: asked for only to say what is wrong with it. */
  entries?(row: number, column: number): Entry[];
}

/** One value of a checkpoint's tensor. */
export interface Entry {
  /** File and name. */
  tensor: string;
  index: readonly number[];
  read(): Promise<number>;
}

/** One number, which may have to be read first. */
interface Scalar {
  sources: readonly StoredTensor[];
  read(): Promise<number>;
  entries(): Entry[];
}

/** What several matrices are made from, each tensor once. */
const sourcesOf = (...parts: readonly { sources?: readonly StoredTensor[] }[]) => [
  ...new Set(parts.flatMap(({ sources = [] }) => sources)),
];

export const constant = (value: number): Scalar => ({
  sources: [],
  read: () => Promise.resolve(value),
  entries: () => [],
});

/** A value of a matrix's first row, plus `offset`. */
export const valueAt = (matrix: Matrix, column: number, offset = 0): Scalar => ({
  sources: sourcesOf(matrix),
  read: async () => (await readAll(matrix))[column]! + offset,
  entries: () => entriesAt(matrix, 0, column),
});

const entriesAt = (matrix: Matrix, row: number, column: number) =>
  matrix.entries?.(row, column) ?? [];

/** Values read at once where all of a matrix must pass by: 4 MiB of float32. */
const CHUNK_ENTRIES = 2 ** 20;

/** Side of the squares in which a matrix is transposed, for the sake of the CPU's cache. */
const TILE = 32;

export const entriesOf = ({ rows, columns }: Matrix) => rows * columns;

/** All values. */
export const readAll = (matrix: Matrix) => matrix.read(0, matrix.rows);

/** Calls `use` with all rows in order, a few at a time. */
async function eachChunk(
  matrix: Matrix,
  use: (data: Float32Array, from: number, to: number) => void,
): Promise<void> {
  const step = Math.max(1, Math.floor(CHUNK_ENTRIES / matrix.columns));
  for (let from = 0; from < matrix.rows; from += step) {
    const to = Math.min(matrix.rows, from + step);
    use(await matrix.read(from, to), from, to);
  }
}

/** Every entry changed on its own. */
export const mapped = (matrix: Matrix, change: (value: number) => number): Matrix => ({
  ...matrix,
  read: async (from, to) => (await matrix.read(from, to)).map(change),
});

/** Every entry times a factor. */
export const scaled = (matrix: Matrix, factor: Scalar): Matrix => ({
  ...matrix,
  sources: sourcesOf(matrix, factor),
  async read(from, to) {
    const by = await factor.read();
    return (await matrix.read(from, to)).map((value) => value * by);
  },
  entries: (row, column) => [...entriesAt(matrix, row, column), ...factor.entries()],
});

/** One row of `length` equal values. */
export const filled = (length: number, value: Scalar): Matrix => ({
  rows: 1,
  columns: length,
  sources: value.sources,
  read: async () => new Float32Array(length).fill(await value.read()),
  entries: () => value.entries(),
});

/** [r, c] -> [c, r]. PyTorch's Linear stores [out, in]; ONNX's MatMul wants [in, out]. */
export const transpose = (matrix: Matrix): Matrix => ({
  rows: matrix.columns,
  columns: matrix.rows,
  sources: sourcesOf(matrix),
  async read(from, to) {
    const result = new Float32Array((to - from) * matrix.rows);
    await eachChunk(matrix, (data, first, last) => {
      for (let r0 = first; r0 < last; r0 += TILE) {
        const r1 = Math.min(last, r0 + TILE);
        for (let c0 = from; c0 < to; c0 += TILE) {
          const c1 = Math.min(to, c0 + TILE);
          for (let c = c0; c < c1; c++) {
            const start = (c - from) * matrix.rows;
            for (let r = r0; r < r1; r++) {
              result[start + r] = data[(r - first) * matrix.columns + c]!;
            }
          }
        }
      }
    });
    return result;
  },
  entries: (row, column) => entriesAt(matrix, column, row),
});

/** a [n, k] times b [k, m]; all of b is read for every piece. */
export function multiply(a: Matrix, b: Matrix): Matrix {
  if (a.columns !== b.rows) {
    throw new Error(`Expected ${a.columns} rows to multiply with, received ${b.rows}`);
  }
  return {
    rows: a.rows,
    columns: b.columns,
    sources: sourcesOf(a, b),
    read: async (from, to) =>
      product(await a.read(from, to), await readAll(b), {
        rows: to - from,
        inner: a.columns,
        columns: b.columns,
      }),
    entries: (row, column) => [
      ...rowEntries(a, row),
      ...Array.from({ length: b.rows }, (_, k) => entriesAt(b, k, column)).flat(),
    ],
  };
}

const rowEntries = (matrix: Matrix, row: number) =>
  Array.from({ length: matrix.columns }, (_, column) => entriesAt(matrix, row, column)).flat();

/** a [n, k] times `vector` [1, k], plus `offset` [1, n]: one row. */
export const apply = (a: Matrix, vector: Matrix, offset: Matrix): Matrix => ({
  rows: 1,
  columns: a.rows,
  sources: sourcesOf(a, vector, offset),
  async read() {
    const factors = await readAll(vector);
    const result = (await readAll(offset)).slice();
    await eachChunk(a, (data, from, to) => {
      for (let r = from; r < to; r++) {
        const start = (r - from) * a.columns;
        let sum = 0;
        for (let k = 0; k < factors.length; k++) sum += data[start + k]! * factors[k]!;
        result[r]! += sum;
      }
    });
    return result;
  },
  entries: (_, column) => [
    ...rowEntries(a, column),
    ...rowEntries(vector, 0),
    ...entriesAt(offset, 0, column),
  ],
});

/** Columns [from, to) of a matrix. */
export const sliceColumns = (matrix: Matrix, from: number, to: number): Matrix => ({
  rows: matrix.rows,
  columns: to - from,
  sources: sourcesOf(matrix),
  async read(first, last) {
    const data = await matrix.read(first, last);
    const result = new Float32Array((last - first) * (to - from));
    for (let r = 0; r < last - first; r++) {
      const start = r * matrix.columns;
      result.set(data.subarray(start + from, start + to), r * (to - from));
    }
    return result;
  },
  entries: (row, column) => entriesAt(matrix, row, from + column),
});

/** Matrices of equal height, side by side. */
export function joinColumns(parts: readonly Matrix[]): Matrix {
  const columns = parts.reduce((sum, part) => sum + part.columns, 0);
  return {
    rows: parts[0]?.rows ?? 0,
    columns,
    sources: sourcesOf(...parts),
    async read(from, to) {
      const result = new Float32Array((to - from) * columns);
      let offset = 0;
      for (const part of parts) {
        const data = await part.read(from, to);
        for (let r = 0; r < to - from; r++) {
          const row = data.subarray(r * part.columns, (r + 1) * part.columns);
          result.set(row, r * columns + offset);
        }
        offset += part.columns;
      }
      return result;
    },
    entries(row, column) {
      for (const part of parts) {
        if (column < part.columns) return entriesAt(part, row, column);
        column -= part.columns;
      }
      return [];
    },
  };
}

/** Matrices of equal width, one below the other. */
export const joinRows = (parts: readonly Matrix[]): Matrix => {
  const columns = parts[0]?.columns ?? 0;
  return {
    rows: parts.reduce((sum, part) => sum + part.rows, 0),
    columns,
    sources: sourcesOf(...parts),
    async read(from, to) {
      const result = new Float32Array((to - from) * columns);
      let start = 0;
      for (const part of parts) {
        const first = Math.max(from, start);
        const last = Math.min(to, start + part.rows);
        if (first < last) {
          result.set(await part.read(first - start, last - start), (first - from) * columns);
        }
        start += part.rows;
      }
      return result;
    },
    entries(row, column) {
      for (const part of parts) {
        if (row < part.rows) return entriesAt(part, row, column);
        row -= part.rows;
      }
      return [];
    },
  };
};
