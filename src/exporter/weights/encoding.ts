import type { DataType } from '../formats/onnx.ts';
import { toHalfArray } from './float16.ts';
import { quantisedRowBytes, quantiseRows, type BlockFormat } from './quantise.ts';
import { readAll, type Matrix } from './matrix.ts';
import { assertFinite, explainUnstorable } from './storable.ts';

/** How the rows of a matrix are stored. Pure functions over rows, so that any thread may do some. */
export interface Encoding {
  readonly name: StoredType;
  /** Null for floats. */
  readonly format: BlockFormat | null;
  /** The tensors that one matrix becomes; a row of `columns` values takes `rowBytes` of each. */
  parts(columns: number): readonly EncodedPart[];
  /**
   * @param values whole rows of `columns` values; not changed
   * @returns the bytes of every part; they may be those of `values`
   * @throws UnstorableValue for NaN and infinities, and but for f32 for what float16 does not hold
   */
  encode(values: Float32Array<ArrayBuffer>, columns: number): Uint8Array<ArrayBuffer>[];
}

interface EncodedPart {
  /** Completes the name of the matrix; empty for the matrix itself. */
  suffix: string;
  type: DataType;
  rowBytes: number;
}

/** Types in which weights are stored; `q8/64` has blocks of 64 weights, the others of 32. */
export type StoredType = 'f32' | 'f16' | 'q8' | 'q8/64' | 'q4';

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Codes, the blocks' scales, and with 4 bits their zero points. */
const quantised = (
  name: StoredType,
  format: BlockFormat,
  usedIn: 'f16' | 'f32' = 'f16',
): Encoding => ({
  name,
  format,
  parts(columns) {
    const { codes, scales, zeros } = quantisedRowBytes(columns, format);
    return [
      { suffix: '', type: 'u8', rowBytes: codes },
      { suffix: '.scales', type: 'f16', rowBytes: scales },
      ...(zeros > 0 ? [{ suffix: '.zeros', type: 'u8' as const, rowBytes: zeros }] : []),
    ];
  },
  encode(values, columns) {
    const { codes, scales, zeros } = quantiseRows(values, columns, format, usedIn);
    return [codes, bytesOf(scales), ...(zeros ? [zeros] : [])];
  },
});

export const ENCODINGS: Record<StoredType, Encoding> = {
  f32: {
    name: 'f32',
    format: null,
    parts: (columns) => [{ suffix: '', type: 'f32', rowBytes: 4 * columns }],
    encode(values) {
      assertFinite(values);
      return [bytesOf(values)];
    },
  },
  f16: {
    name: 'f16',
    format: null,
    parts: (columns) => [{ suffix: '', type: 'f16', rowBytes: 2 * columns }],
    encode: (values) => [bytesOf(toHalfArray(values))],
  },
  q8: quantised('q8', { bits: 8, block: 32 }),
  'q8/64': quantised('q8/64', { bits: 8, block: 64 }),
  q4: quantised('q4', { bits: 4, block: 32 }),
};

/** How a table is stored whose rows are looked up: they are made anew in float32 everywhere. */
export function tableEncoding(type: StoredType): Encoding {
  const { format } = ENCODINGS[type];
  return format ? quantised(type, format, 'f32') : ENCODINGS[type];
}

/**
 * All values of a small matrix, as float32.
 * @throws Error naming a value that this encoding could not store
 */
export async function readStorable(
  name: string,
  matrix: Matrix,
  encoding: Encoding,
): Promise<Float32Array<ArrayBuffer>> {
  const values = await readAll(matrix);
  await encode(name, matrix, encoding, values);
  return values.slice();
}

/**
 * Encodes rows of a matrix.
 * @param firstRow the first of them
 * @throws Error naming a value that cannot be stored
 */
export async function encode(
  name: string,
  matrix: Matrix,
  encoding: Encoding,
  values: Float32Array<ArrayBuffer>,
  firstRow = 0,
): Promise<Uint8Array<ArrayBuffer>[]> {
  try {
    return encoding.encode(values, matrix.columns);
  } catch (error) {
    throw await explainUnstorable(error, name, matrix, firstRow);
  }
}
