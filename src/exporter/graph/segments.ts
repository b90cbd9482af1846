import type { GraphSpec, NodeSpec, TensorSpec } from '../formats/onnx.ts';

/**
 * Cuts a graph into pieces that run one after another, so that a network of any size can be run with
 * the weights of one piece in memory. It is cut only where a single value passes from what has run to
 * what has not.
 * @param limitBytes of weights, as float32; a piece that cannot be cut again may have more
 */
export function segments(graph: GraphSpec, limitBytes: number): GraphSpec[] {
  const weights = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const lastUse = new Map<string, number>();
  graph.nodes.forEach(({ inputs }, i) => inputs.forEach((name) => lastUse.set(name, i)));

  const pieces: GraphSpec[] = [];
  let start = 0;
  let passed: string | null = null;
  let bytes = 0;
  /** The last place at which this piece could end, and what would pass there. */
  let cut: { end: number; value: string } | null = null;
  const live = new Set<string>();
  const finish = (end: number, value: string | null) => {
    pieces.push(piece(graph, weights, { start, end, passed, value }));
    start = end;
    passed = value;
    cut = null;
  };
  graph.nodes.forEach((node, i) => {
    const own = weightBytes(node, weights);
    if (bytes + own > limitBytes && cut !== null) {
      const { end, value }: { end: number; value: string } = cut;
      finish(end, value);
      bytes = graph.nodes
        .slice(end, i)
        .reduce((sum, other) => sum + weightBytes(other, weights), 0);
    }
    bytes += own;
    for (const name of node.outputs) if (lastUse.has(name)) live.add(name);
    for (const name of live) if (lastUse.get(name)! <= i) live.delete(name);
    if (live.size === 1) cut = { end: i + 1, value: [...live][0]! };
  });
  finish(graph.nodes.length, null);
  return pieces;
}

const weightBytes = ({ inputs }: NodeSpec, weights: ReadonlyMap<string, TensorSpec>) =>
  inputs.reduce((sum, name) => {
    const shape = weights.get(name)?.shape;
    return sum + (shape ? 4 * shape.reduce((product, side) => product * side, 1) : 0);
  }, 0);

function piece(
  graph: GraphSpec,
  weights: ReadonlyMap<string, TensorSpec>,
  range: { start: number; end: number; passed: string | null; value: string | null },
): GraphSpec {
  const nodes = graph.nodes.slice(range.start, range.end);
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  const between = (name: string | null) =>
    name === null ? [] : [{ name, type: 'f32' as const, shape: null }];
  return {
    name: graph.name,
    nodes,
    inputs: [...graph.inputs.filter(({ name }) => used.has(name)), ...between(range.passed)],
    outputs: [...graph.outputs.filter(({ name }) => made.has(name)), ...between(range.value)],
    initializers: [...used].flatMap((name) => weights.get(name) ?? []),
  };
}
