import type { Graph, Value } from '../graph/graph.ts';
import { ENCODINGS, tableEncoding, type StoredType } from '../weights/encoding.ts';
import { transpose, type Matrix } from '../weights/matrix.ts';
import type { WeightKind } from '../weights/precision.ts';

/** Activations times weights, whatever the weights are stored as and the sums are computed in. */

const MICROSOFT = { domain: 'com.microsoft' };

/** Name of a positions count, for multiply-adds: the product of these sizes. */
export type Positions = readonly string[];

export interface MatmulOptions {
  /** Says how the weights are stored; default `linear`. */
  kind?: WeightKind;
  /** Whether x comes from a LayerNorm without learned scale: no value is beyond sqrt(in). */
  bounded?: boolean;
}

/**
 * Small, and close to the latent or to every position: computed in float32 even where the rest
 * is not.
 */
const ALWAYS_FLOAT32: ReadonlySet<WeightKind> = new Set(['edge', 'time', 'effnet']);

/** Keeps a division by the largest value of nothing but zeros from being 0 / 0. */
const NOT_ZERO = 1e-20;

/**
 * x [.., in] times PyTorch's weight [out, in]; float32 in and out. No bias.
 *
 * In float16 arithmetic the product alone is float16. WebGPU also sums in float16 there, whose
 * largest number is 65504: every position is divided by its largest value before, and multiplied by it
 * after, so that neither activations nor sums can leave the range, however large they are. After
 * a LayerNorm that is so by itself: by Cauchy-Schwarz no partial sum exceeds sqrt(in) |w|.
 */
export function matmul(
  g: Graph,
  x: Value,
  name: string,
  size: { in: number; out: number },
  positions: Positions,
  weight: Matrix,
  { kind = 'linear', bounded = false }: MatmulOptions = {},
): Value {
  g.costs.push({ factor: size.in * size.out, sizes: positions });
  const stored = g.storedType(kind, size.in);
  if (g.arithmetic === 'f32' || stored === 'f32' || ALWAYS_FLOAT32.has(kind)) {
    return product(g, x, name, size, weight, stored);
  }
  if (bounded) return g.cast(product(g, g.cast(x, 'f16'), name, size, weight, stored), 'f32');
  const [scaled, peak] = g.once(`scaled ${x.name}`, () => {
    const largest = g.node('ReduceMax', [g.node('Abs', [x]), g.integers([-1])], { keepdims: 1n });
    const divisor = g.node('Add', [largest, g.scalar(NOT_ZERO)]); // [.., 1]
    return [g.cast(g.node('Div', [x, divisor]), 'f16'), divisor];
  });
  const result = g.cast(product(g, scaled!, name, size, weight, stored), 'f32');
  return g.node('Mul', [result, peak!]);
}

/** In the type of x. */
function product(
  g: Graph,
  x: Value,
  name: string,
  size: { in: number; out: number },
  weight: Matrix,
  stored: StoredType,
): Value {
  const { format } = ENCODINGS[stored];
  if (format === null) {
    const shape = [size.in, size.out];
    const transposed = g.float(`${name}.transposed`, shape, transpose(weight), stored);
    return g.node('MatMul', [x, g.cast(transposed, x.type)]);
  }
  const { bits, block } = format;
  const blocks = size.in / block;
  const [codes, scales, zeros] = g.quantised(name, weight, ENCODINGS[stored], [
    [size.out, blocks, (block * bits) / 8],
    [size.out, blocks],
    [size.out, Math.ceil((blocks * bits) / 8)],
  ]);
  return g.node(
    'MatMulNBits',
    [x, codes!, g.cast(scales!, x.type), ...(zeros ? [zeros] : [])],
    // accuracy_level stays unset: 4 would quantise the activations, too.
    {
      K: BigInt(size.in),
      N: BigInt(size.out),
      bits: BigInt(bits),
      block_size: BigInt(block),
    },
    MICROSOFT,
  );
}

/** Rows of a table [rows, columns] for int32 `ids` [B, n] -> float32 [B, n, columns]. */
export function embedding(
  g: Graph,
  ids: Value,
  name: string,
  size: { rows: number; columns: number },
  table: Matrix,
): Value {
  const { rows, columns } = size;
  const stored = g.storedType('tokens', columns);
  const { format } = ENCODINGS[stored];
  if (format === null) {
    const whole = g.cast(g.float(name, [rows, columns], table, stored), 'f32');
    return g.node('Gather', [whole, ids], { axis: 0n }, { type: 'f32' });
  }
  const { bits, block } = format;
  const blocks = columns / block;
  const [codes, scales, zeros] = g.quantised(name, table, tableEncoding(stored), [
    [rows, (columns * bits) / 8],
    [rows, blocks],
    [rows, Math.ceil((blocks * bits) / 8)],
  ]);
  return g.node(
    'GatherBlockQuantized',
    [codes!, ids, g.cast(scales!, 'f32'), ...(zeros ? [zeros] : [])],
    { bits: BigInt(bits), block_size: BigInt(block), gather_axis: 0n, quantize_axis: 1n },
    { ...MICROSOFT, type: 'f32' },
  );
}
