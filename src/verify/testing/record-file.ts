interface Tensor {
  dtype: 'F32' | 'I32' | 'U8';
  shape: readonly number[];
  data: Float32Array | Int32Array | Uint8Array;
}

/** What `models/reference/record.py` writes above all tensors. */
export const RECORD = { format: 'wuerstchen-reference', version: '1' };

/** A safetensors file. */
export function recordFile(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = RECORD,
): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + json.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  let at = 8 + json.length;
  for (const { data } of Object.values(tensors)) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

export const floatTensor = (shape: readonly number[], value = 0): Tensor => ({
  dtype: 'F32',
  shape,
  data: new Float32Array(product(shape)).fill(value),
});

export const levelTensor = (shape: readonly number[], value: number): Tensor => ({
  dtype: 'U8',
  shape,
  data: new Uint8Array(product(shape)).fill(value),
});

const product = (shape: readonly number[]) => shape.reduce((all, side) => all * side, 1);
