import type { DataType, Dimension, GraphSpec, NodeSpec } from '../formats/onnx.ts';

/** Shapes of every tensor in a graph at given sizes, for the operators that our graphs use. */

export interface TensorShape {
  name: string;
  /** Of the node that makes it; `input` for the graph's own inputs. */
  opType: string;
  shape: readonly number[];
  type: DataType;
  sizeBytes: number;
}

const BYTES: Record<DataType, number> = { f32: 4, f16: 2, u8: 1, i32: 4, i64: 8, f64: 8 };

type Shape = readonly number[];

const sizeOf = (shape: Shape) => shape.reduce((product, side) => product * side, 1);

/**
 * @param sides the named dimensions' sizes
 * @returns inputs and the nodes' outputs, weights apart; fused attention's scores count as one
 * @throws Error naming a dimension or an operator that is unknown, or a node whose inputs do not fit
 */
export function inferShapes(
  spec: GraphSpec,
  sides: Readonly<Record<string, number>>,
): TensorShape[] {
  const shapes = new Map<string, Shape>();
  const types = new Map<string, DataType>();
  /** Integers whose values are known: shapes and axes. */
  const known = new Map<string, readonly number[]>();
  for (const { name, shape, type, content } of spec.initializers) {
    shapes.set(name, shape);
    types.set(name, type);
    if (type === 'i64' && content instanceof Uint8Array) {
      const copy = Uint8Array.from(content);
      known.set(name, Array.from(new BigInt64Array(copy.buffer), Number));
    }
  }
  const result: TensorShape[] = [];
  const note = (name: string, opType: string, shape: Shape, type: DataType) => {
    shapes.set(name, shape);
    types.set(name, type);
    result.push({ name, opType, shape, type, sizeBytes: sizeOf(shape) * BYTES[type] });
  };
  for (const { name, shape, type } of spec.inputs) {
    note(
      name,
      'input',
      (shape ?? []).map((side) => sideOf(side, sides)),
      type,
    );
  }
  for (const node of spec.nodes) {
    const inputs = node.inputs.map((name) => (name === '' ? [] : shapes.get(name)));
    const missing = node.inputs.find((_, i) => !inputs[i]);
    if (missing !== undefined) throw new Error(`${node.opType}: ${missing} comes from nowhere`);
    const values = node.inputs.map((name) => known.get(name));
    const outputs = outputShapes(node, inputs as Shape[], values);
    const type = outputType(node, types);
    node.outputs.forEach((name, i) => note(name, node.opType, outputs[i] ?? outputs[0]!, type));
    if (node.opType === 'Shape') known.set(node.outputs[0]!, inputs[0]!);
    if (node.opType === 'MultiHeadAttention') {
      const [q, k] = inputs as [Shape, Shape];
      const heads = Number(node.attributes['num_heads']);
      note(`${node.outputs[0]}.scores`, 'scores', [q[0]!, heads, q[1]!, k[1]!], type);
    }
  }
  return result;
}

function sideOf(side: Dimension, sides: Readonly<Record<string, number>>): number {
  if (typeof side === 'number') return side;
  const size = sides[side];
  if (size === undefined) throw new Error(`Nothing is known of the dimension ${side}`);
  return size;
}

function outputType(
  { opType, inputs, attributes }: NodeSpec,
  types: Map<string, DataType>,
): DataType {
  if (opType === 'Shape') return 'i64';
  if (opType === 'Cast')
    return attributes['to'] === 10n ? 'f16' : attributes['to'] === 6n ? 'i32' : 'f32';
  if (opType === 'GatherBlockQuantized') return types.get(inputs[2]!)!;
  return types.get(inputs[0]!)!;
}

const SAME: ReadonlySet<string> = new Set([
  ...['Identity', 'Cast', 'Abs', 'Sigmoid', 'LeakyRelu', 'Clip', 'Floor', 'Softmax'],
  ...['LayerNormalization', 'BiasGelu', 'MultiHeadAttention'],
]);
const BROADCAST: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div']);
const REDUCE: ReadonlySet<string> = new Set(['ReduceL2', 'ReduceMean', 'ReduceSum', 'ReduceMax']);

/** One shape for each output, or one for all. */
function outputShapes(
  node: NodeSpec,
  inputs: readonly Shape[],
  values: readonly (readonly number[] | undefined)[],
): Shape[] {
  const { opType, attributes } = node;
  const x = inputs[0]!;
  const integer = (name: string) => Number(attributes[name]);
  const integers = (name: string) => (attributes[name] as readonly bigint[]).map(Number);
  const value = (index: number): readonly number[] => {
    const found = values[index];
    if (!found) throw new Error(`${opType}: the value of ${node.inputs[index]} is not known`);
    return found;
  };
  if (SAME.has(opType)) return [x];
  if (BROADCAST.has(opType)) return [broadcast(x, inputs[1]!)];
  if (REDUCE.has(opType)) {
    const axes = value(1).map((axis) => (axis + x.length) % x.length);
    if (integer('keepdims') === 1) return [x.map((side, i) => (axes.includes(i) ? 1 : side))];
    return [x.filter((_, i) => !axes.includes(i))];
  }
  switch (opType) {
    case 'MatMul': {
      const w = inputs[1]!;
      if (x.at(-1) !== w.at(-2)) throw new Error(`MatMul of [${x.join()}] and [${w.join()}]`);
      return [[...broadcast(x.slice(0, -2), w.slice(0, -2)), x.at(-2)!, w.at(-1)!]];
    }
    case 'MatMulNBits':
      return [[...x.slice(0, -1), integer('N')]];
    case 'Gather':
      return [[...inputs[1]!, ...x.slice(1)]];
    case 'GatherBlockQuantized':
      return [[...inputs[1]!, (x[1]! * 8) / integer('bits')]];
    case 'Transpose':
      return [integers('perm').map((axis) => x[axis]!)];
    case 'Reshape': {
      const wanted = value(1).map((side, i) => (side === 0 ? x[i]! : side));
      const rest = sizeOf(x) / sizeOf(wanted.filter((side) => side !== -1));
      return [wanted.map((side) => (side === -1 ? rest : side))];
    }
    case 'Shape':
      return [[x.length]];
    case 'Conv':
    case 'ConvTranspose': {
      const w = inputs[1]!;
      const [kernel, stride] = [integers('kernel_shape'), integers('strides')];
      const pads = integers('pads');
      const along = (side: number, i: number) =>
        opType === 'Conv'
          ? Math.floor((side + 2 * pads[i]! - kernel[i]!) / stride[i]!) + 1
          : (side - 1) * stride[i]! - 2 * pads[i]! + kernel[i]!;
      return [[x[0]!, opType === 'Conv' ? w[0]! : w[1]!, ...x.slice(2).map(along)]];
    }
    case 'Pad': {
      const pads = value(1);
      return [x.map((side, i) => side + pads[i]! + pads[i + x.length]!)];
    }
    case 'DepthToSpace': {
      const side = integer('blocksize');
      const [n, c, h, w] = x as [number, number, number, number];
      return [[n, c / side ** 2, h * side, w * side]];
    }
    case 'Split': {
      const axis = (integer('axis') + x.length) % x.length;
      const parts = integer('num_outputs');
      const each = Math.ceil(x[axis]! / parts);
      return Array.from({ length: parts }, (_, i) =>
        x.map((side, j) => (j === axis ? Math.min(each, side - i * each) : side)),
      );
    }
    case 'Concat': {
      const axis = (integer('axis') + x.length) % x.length;
      const sum = inputs.reduce((total, shape) => total + shape[axis]!, 0);
      return [x.map((side, i) => (i === axis ? sum : side))];
    }
    case 'Slice': {
      const [from, to, axes] = [value(1), value(2), value(3)];
      return [
        x.map((side, i) => {
          const at = axes.indexOf(i);
          return at < 0 ? side : Math.min(to[at]!, side) - from[at]!;
        }),
      ];
    }
    default:
      throw new Error(`The shape of what ${opType} makes is not known`);
  }
}

function broadcast(a: Shape, b: Shape): Shape {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, i) => {
    const x = a[i - length + a.length] ?? 1;
    const y = b[i - length + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1) throw new Error(`[${a.join()}] with [${b.join()}]`);
    return Math.max(x, y);
  });
}
