import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import golden from './golden/resize.json' with { type: 'json' };
import { bicubicMatrix } from './resize.ts';

/** left [rows, inner] times right [inner, columns], row-major. */
function multiply(left: ArrayLike<number>, right: ArrayLike<number>, inner: number): number[] {
  const rows = left.length / inner;
  const columns = right.length / inner;
  return Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += left[row * inner + k]! * right[k * columns + column]!;
    return sum;
  });
}

function transpose(matrix: ArrayLike<number>, columns: number): number[] {
  const rows = matrix.length / columns;
  return Array.from(
    { length: matrix.length },
    (_, at) => matrix[(at % rows) * columns + Math.floor(at / rows)]!,
  );
}

/** The float32 tensors of a safetensors file: name -> { shape, data }. */
function readTensors(path: URL): Map<string, { shape: number[]; data: Float32Array }> {
  const file = new Uint8Array(readFileSync(path)).buffer;
  const headerBytes = Number(new DataView(file).getBigUint64(0, true));
  const header = JSON.parse(
    new TextDecoder().decode(new Uint8Array(file, 8, headerBytes)),
  ) as Record<string, { shape: number[]; data_offsets: [number, number] }>;
  return new Map(
    Object.entries(header).map(([name, { shape, data_offsets }]) => {
      const [from, to] = data_offsets.map((offset) => 8 + headerBytes + offset);
      return [name, { shape, data: new Float32Array(file.slice(from, to)) }];
    }),
  );
}

function worst(values: ArrayLike<number>, expected: number[]): number {
  expect(values).toHaveLength(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(value - values[i]!)));
}

describe('bicubicMatrix', () => {
  for (const { in: inSize, out, values } of golden.matrices) {
    it(`equals torch's matrix for ${inSize} -> ${out}`, () => {
      expect(worst(bicubicMatrix(inSize, out), values)).toBeLessThan(1e-7);
    });
  }

  for (const { in: inSize, out, values } of golden.products) {
    it(`resizes a vector as torch does, ${inSize} -> ${out}`, () => {
      const x = Array.from({ length: inSize }, (_, i) => Math.sin(i + 1));
      expect(worst(multiply(bicubicMatrix(inSize, out), x, inSize), values)).toBeLessThan(1e-6);
    });
  }

  it('resizes a plane as R X C^T, up along one axis and down along the other', () => {
    const { rows, columns, outRows, outColumns, x, resized } = golden.plane;
    const tall = multiply(bicubicMatrix(rows, outRows), x, rows); // [outRows, columns]
    const byColumns = transpose(bicubicMatrix(columns, outColumns), columns); // [columns, outColumns]
    expect(worst(multiply(tall, byColumns, columns), resized)).toBeLessThan(1e-6);
  });

  it('resizes Stage C latents as Stage B of models/reference does', () => {
    const url = new URL('../../models/reference/golden/resize.safetensors', import.meta.url);
    const tensors = readTensors(url);
    const names = [...tensors.keys()].filter((name) => name.endsWith('.in'));
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      const source = tensors.get(name)!;
      const target = tensors.get(name.replace('.in', '.out'))!;
      const [, channels, rows, columns] = source.shape as [number, number, number, number];
      const [, , outRows, outColumns] = target.shape as [number, number, number, number];
      const left = bicubicMatrix(rows, outRows);
      const right = transpose(bicubicMatrix(columns, outColumns), columns); // [columns, outColumns]
      for (let channel = 0; channel < channels; channel++) {
        const plane = source.data.subarray(channel * rows * columns).subarray(0, rows * columns);
        const result = multiply(multiply(left, plane, rows), right, columns);
        const at = channel * outRows * outColumns;
        const expected = Array.from(target.data.subarray(at, at + outRows * outColumns));
        // torch computes these weights in float32 (2.4e-6 off its own float64).
        expect(worst(result, expected), name).toBeLessThan(5e-6);
      }
    }
  });

  it('has rows that sum to 1', () => {
    const matrix = bicubicMatrix(24, 100);
    for (let row = 0; row < 100; row++) {
      const sum = matrix.subarray(row * 24, (row + 1) * 24).reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(1, 6);
    }
  });

  it.each([0, -1, 2.5, NaN])('refuses a side of %s', (side) => {
    expect(() => bicubicMatrix(side, 4)).toThrow(
      `Expected inSize to be an integer from 1; received ${side}.`,
    );
    expect(() => bicubicMatrix(4, side)).toThrow(/^Expected outSize/);
  });
});
