import type { GraphSpec, NodeSpec } from '../../src/exporter/formats/onnx.ts';

/**
 * float16 arithmetic as float32 graphs in which every value that would be float16 is rounded to it: the
 * processor has no float16 kernels of its own, and ONNX Runtime would leave the rounding out. Sums are
 * float32 inside an operator, as on the kindest of graphics cards.
 */

const FLOAT32 = 1n;
const FLOAT16 = 10n;

const cast = (from: string, to: string, type: bigint): NodeSpec => ({
  opType: 'Cast',
  domain: '',
  inputs: [from],
  outputs: [to],
  attributes: { to: type },
});

/** Nodes that compute `node` and round its outputs. */
const rounded = (node: NodeSpec): NodeSpec[] => [
  { ...node, outputs: node.outputs.map((name) => `${name}.exact`) },
  ...node.outputs.flatMap((name) => [
    cast(`${name}.exact`, `${name}.half`, FLOAT16),
    cast(`${name}.half`, name, FLOAT32),
  ]),
];

const NO_FLOATS: ReadonlySet<string> = new Set(['Shape']);

/** What a float32 graph would be with float16 everywhere, weights and inputs included. */
export function naiveFloat16(spec: GraphSpec): GraphSpec {
  const integers = new Set(
    [...spec.inputs, ...spec.initializers].filter(({ type }) => type !== 'f32').map((v) => v.name),
  );
  const nodes = spec.nodes.flatMap((node) => {
    const toInteger = node.opType === 'Cast' && node.attributes['to'] !== FLOAT32;
    if (NO_FLOATS.has(node.opType) || toInteger || integers.has(node.inputs[0] ?? '')) {
      for (const name of node.outputs) integers.add(name);
      return [node];
    }
    return rounded(node);
  });
  return { ...spec, nodes };
}

export interface Simulation {
  spec: GraphSpec;
  /** Additional outputs: for each float16 product the largest sum of its terms' magnitudes. */
  bounds: string[];
}

/**
 * A graph in float16 arithmetic. No partial sum of a product, in whatever order it is summed,
 * exceeds the sum of the magnitudes of its terms: what that is at most comes out, too.
 */
export function simulateFloat16(spec: GraphSpec): Simulation {
  const stored = new Map(spec.initializers.map(({ name, type }) => [name, type]));
  const halves = new Set<string>();
  const bounds: string[] = [];
  const nodes = spec.nodes.flatMap((node): NodeSpec[] => {
    const [first, second] = node.inputs;
    const [output] = node.outputs as [string];
    if (node.opType === 'Cast' && node.attributes['to'] === FLOAT16) {
      halves.add(output);
      return rounded({ ...node, opType: 'Identity', attributes: {} });
    }
    if (node.opType === 'Cast' && halves.has(first!)) {
      return [{ ...node, opType: 'Identity', attributes: {} }];
    }
    if (!halves.has(first ?? '')) return [node];
    if (node.opType !== 'MatMul') throw new Error(`${node.opType} in float16 is not simulated`);
    halves.add(output);
    const weight = stored.get(second!) === 'f16' ? `${output}.weight32` : second!;
    bounds.push(`${output}.bound`);
    const plain = (opType: string, inputs: string[], name: string, attributes = {}): NodeSpec => ({
      opType,
      domain: '',
      inputs,
      outputs: [name],
      attributes,
    });
    return [
      ...(weight === second ? [] : [cast(second!, weight, FLOAT32)]),
      ...rounded({ ...node, inputs: [first!, weight] }),
      plain('Abs', [first!], `${output}.abs`),
      plain('Abs', [weight], `${output}.weightabs`),
      plain('MatMul', [`${output}.abs`, `${output}.weightabs`], `${output}.terms`),
      plain('ReduceMax', [`${output}.terms`], `${output}.bound`, { keepdims: 0n }),
    ];
  });
  const outputs = [
    ...spec.outputs,
    ...bounds.map((name) => ({ name, type: 'f32' as const, shape: [] })),
  ];
  return { spec: { ...spec, nodes, outputs }, bounds };
}
