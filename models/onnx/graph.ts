import { ENCODINGS, type Encoding, type StoredType } from '../weights/encoding.ts';
import { entriesOf, filled, readAll, type Matrix } from '../weights/matrix.ts';
import type { WeightPlan } from './weight-plan.ts';
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

/** An initializer whose values are somewhere else. */
type Pending = Omit<TensorSpec, 'content'> & { content: Uint8Array | Matrix | 'planned' };

/**
 * Builds one ONNX graph. Weights go to a plan, which other graphs of the network may share;
 * arithmetic is float32: weights stored as float16 pass through a Cast.
 */
export class Graph {
  readonly costs: Cost[] = [];
  private readonly name: string;
  private readonly data: WeightPlan;
  private readonly matrixType: StoredType;
  private readonly nodes: NodeSpec[] = [];
  private readonly inputs: ValueSpec[] = [];
  private readonly outputs: ValueSpec[] = [];
  private readonly initializers = new Map<string, Pending>();
  private readonly casts = new Map<string, Value>();
  private counter = 0;
  private parameterCount = 0;

  /** @param matrixType stored type of the large matrices; small and sensitive tensors stay f32 */
  constructor(name: string, data: WeightPlan, matrixType: StoredType) {
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
  matrix(name: string, shape: readonly number[], values: Matrix): Value {
    return this.weight(name, shape, ENCODINGS[this.matrixType], values);
  }

  /** A bias, a norm's scale, a depthwise filter: always float32. */
  vector(name: string, shape: readonly number[], values: Matrix): Value {
    return this.weight(name, shape, ENCODINGS.f32, values);
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
    const values = filled(length, () => Promise.resolve(1));
    return this.weight(`ones.${length}`, [length], ENCODINGS.f32, values, false);
  }

  /**
   * ONNX bytes, once the weights have been written.
   * @param shards names of the plan's shards, in order
   */
  async encode(shards: readonly string[]): Promise<Uint8Array> {
    const initializers: TensorSpec[] = [];
    for (const { content, ...tensor } of this.initializers.values()) {
      if (content instanceof Uint8Array) {
        initializers.push({ ...tensor, content });
      } else if (content === 'planned') {
        const { shard, ...range } = this.data.locate(tensor.name);
        initializers.push({ ...tensor, content: { location: shards[shard]!, ...range } });
      } else {
        initializers.push({ ...tensor, content: new Uint8Array((await readAll(content)).buffer) });
      }
    }
    const { name, nodes, inputs, outputs } = this;
    return encodeModel({ name, nodes, inputs, outputs, initializers });
  }

  private weight(
    name: string,
    shape: readonly number[],
    encoding: Encoding,
    values: Matrix,
    counts = true,
  ): Value {
    const known = this.casts.get(name);
    if (known) return known;
    const size = shape.reduce((product, side) => product * side, 1);
    if (size !== entriesOf(values)) {
      throw new Error(`${name}: ${entriesOf(values)} values do not fill [${shape.join(', ')}]`);
    }
    let type: DataType = 'f32';
    if (size * 4 <= INLINE_BYTES) {
      this.initializers.set(name, { name, type, shape, content: values });
    } else {
      type = this.data.add(name, values, encoding)[0]!.type;
      this.initializers.set(name, { name, type, shape, content: 'planned' });
    }
    if (counts) this.parameterCount += size;
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
