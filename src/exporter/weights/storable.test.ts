import { describe, expect, it } from 'vitest';
import { ENCODINGS, type StoredType } from './encoding.ts';
import { apply, joinRows, multiply, sliceColumns, transpose, type Matrix } from './matrix.ts';
import { assertFinite, explainUnstorable, UnstorableValue } from './storable.ts';

/** A tensor [rows, columns] by name, as a checkpoint's. */
function tensor(name: string, rows: number, values: number[]): Matrix {
  const columns = values.length / rows;
  const data = Float32Array.from(values);
  return {
    rows,
    columns,
    read: (from, to) => Promise.resolve(data.slice(from * columns, to * columns)),
    entries: (row, column) => [
      {
        tensor: name,
        index: [row, column],
        read: () => Promise.resolve(data[row * columns + column]!),
      },
    ],
  };
}

/** What is said when rows [from, rows) of a matrix are stored. */
async function said(matrix: Matrix, type: StoredType, from = 0): Promise<string> {
  const values = await matrix.read(from, matrix.rows);
  try {
    ENCODINGS[type].encode(values, matrix.columns);
  } catch (error) {
    return ((await explainUnstorable(error, 'stored', matrix, from)) as Error).message;
  }
  return 'stored';
}

describe('finite values', () => {
  it.each([NaN, Infinity, -Infinity])('are told from %d at every place', (bad) => {
    for (let length = 1; length < 10; length++) {
      const values = new Float32Array(length).fill(3.4e38);
      expect(() => assertFinite(values)).not.toThrow();
      for (let i = 0; i < length; i++) {
        const damaged = values.slice();
        damaged[i] = bad;
        damaged[length - 1 - i] = bad === Infinity ? -Infinity : bad;
        expect(() => assertFinite(damaged)).toThrow(UnstorableValue);
      }
    }
  });
});

describe('a value that cannot be stored', () => {
  const a = tensor('a', 2, [1, 2, 3, 4, 5, 7e4]);
  const b = tensor('b', 2, [1, 2, 3, 4, NaN, 6]);

  it('is named by its place in the tensor that it comes from', async () => {
    expect(await said(a, 'f32')).toBe('stored');
    expect(await said(a, 'f16', 1)).toMatch(/^a has 70000 at \[1, 2\], beyond what float16 holds/);
    expect(await said(transpose(a), 'f16')).toMatch(/^a has 70000 at \[1, 2\]/);
    expect(await said(sliceColumns(a, 1, 3), 'f16')).toMatch(/^a has 70000 at \[1, 2\]/);
    expect(await said(joinRows([a, b]), 'f32', 2)).toMatch(/^b has NaN at \[1, 1\]; expected a/);
  });

  it('is named where the tensors only make it together', async () => {
    const big = tensor('big', 2, [1, 0, 0, 3e4]);
    const factor = tensor('factor', 2, [1, 1, 1, 4]);
    expect(await said(multiply(big, factor), 'f32')).toBe('stored');
    expect(await said(multiply(big, factor), 'f16')).toBe(
      'stored becomes 120000 at [1, 1], computed from big and factor, beyond what float16 holds (65504 at most). Export with --precision f32.',
    );
    const huge = tensor('huge', 2, [3e38, 3e38, 1, 1]);
    expect(await said(apply(huge, tensor('v', 1, [2, 2]), tensor('w', 1, [0, 0])), 'f32')).toBe(
      'stored becomes Infinity at [0, 0], computed from huge and v and w, beyond what float32 holds. The weights are damaged.',
    );
  });

  it('is found behind a product, where it comes from a tensor', async () => {
    const products = multiply(tensor('x', 1, [1, 1]), b);
    expect(await said(products, 'f16')).toMatch(/^b has NaN at \[1, 1\]/);
  });
});
