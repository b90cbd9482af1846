import type { Graph, Value } from '../graph/graph.ts';
import type { Checkpoint } from '../weights/checkpoint.ts';
import { linear, MICROSOFT, plainNorm } from './layers.ts';
import type { MatmulOptions, Positions } from './matmul.ts';

/**
 * `fused` is one operator, `decomposed` MatMul and Softmax, `chunked` the same for some of the
 * queries at a time, so that no tensor of scores is large.
 */
export type Attention = 'fused' | 'decomposed' | 'chunked';

export interface AttentionSize {
  channels: number;
  heads: number;
  /** Parts into which `chunked` splits the queries; their number is always a multiple. */
  chunks?: number;
}

/** Numbers of outputs: every WebGPU device binds eight buffers to one shader, and ONNX Runtime's Split wants one for each. */
const PARTS = [7, 6, 5, 4, 3, 2];

/** Equal parts along an axis, in order. Many are made by dividing parts again. */
export function split(g: Graph, x: Value, axis: number, parts: number): Value[] {
  if (parts === 1) return [x];
  const first = PARTS.find((count) => parts % count === 0);
  if (first === undefined) {
    throw new Error(`Expected parts that divide by a number from 2 to 7; got ${parts}`);
  }
  return g
    .multiNode('Split', [x], first, { axis: BigInt(axis), num_outputs: BigInt(first) })
    .flatMap((part) => split(g, part, axis, parts / first));
}

/**
 * Scaled dot-product attention of [G, n, c] queries over [G, m, c] keys and values.
 * @param bias additive [G, 1, n, m], or null; not with chunks
 */
export function attend(
  g: Graph,
  attention: Attention,
  q: Value,
  k: Value,
  v: Value,
  { channels, heads, chunks = 1 }: AttentionSize,
  bias: Value | null = null,
): Value {
  const headSize = channels / heads;
  if (attention === 'fused') {
    const inputs = bias ? [q, k, v, null, null, bias] : [q, k, v];
    return g.node('MultiHeadAttention', inputs, { num_heads: BigInt(heads) }, MICROSOFT);
  }
  const toHeads = (x: Value, perm: readonly bigint[]) =>
    g.node('Transpose', [g.node('Reshape', [x, g.integers([0, 0, heads, headSize])])], { perm });
  const queries = g.node('Mul', [toHeads(q, [0n, 2n, 1n, 3n]), g.scalar(1 / Math.sqrt(headSize))]);
  const keys = toHeads(k, [0n, 2n, 3n, 1n]);
  const values = toHeads(v, [0n, 2n, 1n, 3n]);
  const attended = (part: Value): Value => {
    const scores = g.node('MatMul', [part, keys]); // [G, heads, n, m]
    const biased = bias ? g.node('Add', [scores, bias]) : scores;
    const weights = g.node('Softmax', [biased], { axis: -1n });
    return g.node('MatMul', [weights, values]); // [G, heads, n, headSize]
  };
  let mixed: Value;
  if (attention === 'chunked' && chunks > 1) {
    mixed = g.node('Concat', split(g, queries, 2, chunks).map(attended), { axis: 2n });
  } else {
    mixed = attended(queries);
  }
  const joined = g.node('Transpose', [mixed], { perm: [0n, 2n, 1n, 3n] });
  return g.node('Reshape', [joined, g.integers([0, 0, channels])]);
}

/**
 * AttnBlock: queries from LayerNorm(x), keys and values from the same tokens and from the text's,
 * which the condition graph has made already.
 * @param x [G, h, w, c]
 * @param text keys and values [G, 77, c]
 */
export function attentionBlock(
  g: Graph,
  checkpoint: Checkpoint,
  attention: Attention,
  x: Value,
  key: string,
  size: AttentionSize,
  text: { key: Value; value: Value },
  positions: Positions,
): Value {
  const { channels } = size;
  const square = { in: channels, out: channels };
  const normed = plainNorm(g, x, channels);
  const tokens = g.node('Reshape', [normed, g.integers([0, -1, channels])]); // [G, n, c]
  const project = (part: string) =>
    linear(g, checkpoint, tokens, `${key}.attention.${part}`, square, positions, { bounded: true });
  // The condition graph has these two, for the text.
  const own = g.sharing('owned', () => ({ key: project('to_k'), value: project('to_v') }));
  const keys = g.node('Concat', [text.key, own.key], { axis: 1n });
  const values = g.node('Concat', [text.value, own.value], { axis: 1n });
  // Scores and mixing: n queries times n + 77 keys, twice.
  g.costs.push({ factor: 2 * channels, sizes: [...positions, positions[1] ?? ''] });
  g.costs.push({ factor: 2 * channels * 77, sizes: positions });
  const mixed = attend(g, attention, project('to_q'), keys, values, size);
  const out = linear(g, checkpoint, mixed, `${key}.attention.to_out.0`, square, positions);
  const back = g.node('Reshape', [out, g.node('Shape', [x], {}, { type: 'i64' })]);
  return g.node('Add', [x, back]);
}

/**
 * Keys and values of the text for one AttnBlock. `to_k` and `to_v` are the step graph's, stored once:
 * `kv_mapper` could be folded into each, but that would be two matrices more instead of one, for
 * a hundredth of what one step computes.
 * @param active SiLU of the conditioning, [G, 77, cCond]
 */
export function textKeyValue(
  g: Graph,
  checkpoint: Checkpoint,
  active: Value,
  key: string,
  { cond, channels }: { cond: number; channels: number },
  options: MatmulOptions,
): { key: Value; value: Value } {
  const positions = ['G', 'text'];
  const square = { in: channels, out: channels };
  const mapper = { in: cond, out: channels };
  const mapped = linear(g, checkpoint, active, `${key}.kv_mapper.1`, mapper, positions, options);
  const project = (part: string) =>
    linear(g, checkpoint, mapped, `${key}.attention.${part}`, square, positions);
  return g.sharing('borrowed', () => ({ key: project('to_k'), value: project('to_v') }));
}
