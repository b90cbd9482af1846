import * as ort from 'onnxruntime-node';
import { encodeModel } from '../onnx/proto.ts';

/** The product of two float32 matrices, summed in float64 by ONNX Runtime's own kernel. */

/** Below this many multiply-adds a loop is done before a session would have started. */
const SMALL = 2 ** 18;

let session: Promise<ort.InferenceSession> | undefined;

/** One thread: other products run beside it. */
const startSession = () =>
  ort.InferenceSession.create(
    encodeModel({
      name: 'product',
      nodes: [
        { opType: 'MatMul', domain: '', inputs: ['a', 'b'], outputs: ['product'], attributes: {} },
      ],
      inputs: [
        { name: 'a', type: 'f64', shape: ['n', 'k'] },
        { name: 'b', type: 'f64', shape: ['k', 'm'] },
      ],
      outputs: [{ name: 'product', type: 'f64', shape: ['n', 'm'] }],
      initializers: [],
    }),
    { executionProviders: ['cpu'], intraOpNumThreads: 1, enableCpuMemArena: false },
  );

/**
 * @param a [rows, inner]
 * @param b [inner, columns]
 * @returns [rows, columns]
 */
export async function product(
  a: Float32Array,
  b: Float32Array,
  size: { rows: number; inner: number; columns: number },
): Promise<Float32Array<ArrayBuffer>> {
  const { rows, inner, columns } = size;
  if (rows * inner * columns <= SMALL) return loop(a, b, size);
  session ??= startSession();
  const outputs = await (
    await session
  ).run({
    a: new ort.Tensor('float64', new Float64Array(a), [rows, inner]),
    b: new ort.Tensor('float64', new Float64Array(b), [inner, columns]),
  });
  return new Float32Array(outputs['product']!.data as Float64Array);
}

function loop(
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
