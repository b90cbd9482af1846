import type { DataType } from '../onnx/proto.ts';
import { toHalfArray } from './float16.ts';

/** How the rows of a matrix are stored. Pure functions over rows, so that any thread may do some. */
export interface Encoding {
  readonly name: StoredType;
  /** The tensors that one matrix becomes; a row of `columns` values takes `rowBytes` of each. */
  parts(columns: number): readonly EncodedPart[];
  /**
   * @param values whole rows of `columns` values; not kept, perhaps changed
   * @returns the bytes of every part
   */
  encode(values: Float32Array<ArrayBuffer>, columns: number): Uint8Array[];
}

interface EncodedPart {
  /** Completes the name of the matrix; empty for the matrix itself. */
  suffix: string;
  type: DataType;
  rowBytes: number;
}

/** Types in which weights are stored. */
export type StoredType = 'f32' | 'f16';

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>) =>
  new Uint8Array(buffer, byteOffset, byteLength);

export const ENCODINGS: Record<StoredType, Encoding> = {
  f32: {
    name: 'f32',
    parts: (columns) => [{ suffix: '', type: 'f32', rowBytes: 4 * columns }],
    encode: (values) => [bytesOf(values)],
  },
  f16: {
    name: 'f16',
    parts: (columns) => [{ suffix: '', type: 'f16', rowBytes: 2 * columns }],
    encode: (values) => [bytesOf(toHalfArray(values))],
  },
};
