import type { StoredType, WeightSink } from './data-file.ts';
import {
  encodeModel,
  type AttributeValue,
  type DataType,
  type Dimension,
  type NodeSpec,
  type TensorSpec,
  type ValueSpec,
} from './proto.ts';

/** A tensor in the graph under construction. */
export interface Value {
  readonly name: string;
  readonly type: DataType;
}

/** Multiply-adds of one node: `factor` times the product of the named sizes. */
export interface Cost {
  factor: number;
  sizes: readonly string[];
}

/** Constants up to this size stand in the graph itself. */
const INLINE_BYTES = 512;

/**
 * Builds one ONNX graph. Weights go to a sink, which other graphs of the network may share;
 * arithmetic is float32: weights stored as float16 pass through a Cast.
 */
export class Graph {
  readonly costs: Cost[] = [];
  private readonly name: string;
  private readonly data: WeightSink;
  private readonly matrixType: StoredType;
  private readonly nodes: NodeSpec[] = [];
  private readonly inputs: ValueSpec[] = [];
  private readonly outputs: ValueSpec[] = [];
  private readonly initializers = new Map<string, TensorSpec>();
  private readonly casts = new Map<string, Value>();
  private counter = 0;
  private parameterCount = 0;

  /** @param matrixType stored type of the large matrices; small and sensitive tensors stay f32 */
  constructor(name: string, data: WeightSink, matrixType: StoredType) {
    this.name = name;
    this.data = data;
    this.matrixType = matrixType;
  }

  /** Weights in the graph, constants of at most one entry apart. */
  get parameters(): number {
    return this.parameterCount;
  }

  input(name: string, type: DataType, shape: readonly Dimension[]): Value {
    this.inputs.push({ name, type, shape });
    return { name, type };
  }

  output(name: string, value: Value, shape: readonly Dimension[]): void {
    this.nodes.push({
      opType: 'Identity',
      domain: '',
      inputs: [value.name],
      outputs: [name],
      attributes: {},
    });
    this.outputs.push({ name, type: value.type, shape });
  }

  /** A node with one output, of the first input's type unless said otherwise. */
  node(
    opType: string,
    inputs: readonly (Value | null)[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    options: { domain?: string; type?: DataType } = {},
  ): Value {
    return this.multiNode(opType, inputs, 1, attributes, options)[0]!;
  }

  /** A node with several outputs. */
  multiNode(
    opType: string,
    inputs: readonly (Value | null)[],
    outputCount: number,
    attributes: Readonly<Record<string, AttributeValue>> = {},
    options: { domain?: string; type?: DataType } = {},
  ): Value[] {
    const id = this.counter++;
    const outputs = Array.from({ length: outputCount }, (_, i) => `${opType}_${id}_${i}`);
    const type = options.type ?? inputs[0]?.type ?? 'f32';
    this.nodes.push({
      opType,
      domain: options.domain ?? '',
      inputs: inputs.map((value) => value?.name ?? ''),
      outputs,
      attributes,
    });
    return outputs.map((name) => ({ name, type }));
  }

  /** A large matrix: stored in the package's precision, used as float32. */
  matrix(name: string, shape: readonly number[], make: () => Float32Array): Value {
    return this.weight(name, shape, this.matrixType, make);
  }

  /** A bias, a norm's scale, a depthwise filter: always float32. */
  vector(name: string, shape: readonly number[], make: () => Float32Array): Value {
    return this.weight(name, shape, 'f32', make);
  }

  /** A float32 constant of the architecture, not of the checkpoint. */
  floats(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    const bytes = new Uint8Array(Float32Array.from(values).buffer);
    return this.inline(`floats.${shape.join('x')}.${values.join(',')}`, 'f32', shape, bytes);
  }

  scalar(value: number): Value {
    return this.floats([value], []);
  }

  /** Shapes, axes and indices. */
  integers(values: readonly number[]): Value {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.inline(`integers.${values.join(',')}`, 'i64', [values.length], bytes);
  }

  int32(value: number): Value {
    return this.inline(`int32.${value}`, 'i32', [], new Uint8Array(Int32Array.of(value).buffer));
  }

  /** Ones of a normalised size: LayerNormalization insists on a scale. */
  ones(length: number): Value {
    const make = () => new Float32Array(length).fill(1);
    return this.weight(`ones.${length}`, [length], 'f32', make, false);
  }

  encode(): Uint8Array {
    return encodeModel({
      name: this.name,
      nodes: this.nodes,
      inputs: this.inputs,
      outputs: this.outputs,
      initializers: [...this.initializers.values()],
    });
  }

  private weight(
    name: string,
    shape: readonly number[],
    stored: StoredType,
    make: () => Float32Array,
    counts = true,
  ): Value {
    const known = this.casts.get(name);
    if (known) return known;
    const size = shape.reduce((product, side) => product * side, 1);
    if (size * 4 <= INLINE_BYTES) {
      const values = make();
      if (!this.data.shapesOnly) checkSize(name, shape, values);
      const copy = Float32Array.from(values);
      this.initializers.set(name, {
        name,
        type: 'f32',
        shape,
        content: new Uint8Array(copy.buffer),
      });
    } else {
      const { type, ...content } = this.data.add(name, stored, size, make);
      this.initializers.set(name, { name, type, shape, content });
    }
    if (counts) this.parameterCount += size;
    const type = this.initializers.get(name)!.type;
    const raw: Value = { name, type };
    const value = type === 'f32' ? raw : this.node('Cast', [raw], { to: 1n }, { type: 'f32' });
    this.casts.set(name, value);
    return value;
  }

  private inline(
    name: string,
    type: DataType,
    shape: readonly number[],
    content: Uint8Array,
  ): Value {
    this.initializers.set(name, { name, type, shape, content });
    return { name, type };
  }
}

function checkSize(name: string, shape: readonly number[], values: Float32Array): void {
  const size = shape.reduce((product, side) => product * side, 1);
  if (size !== values.length) {
    throw new Error(`${name}: ${values.length} values do not fill [${shape.join(', ')}]`);
  }
}
