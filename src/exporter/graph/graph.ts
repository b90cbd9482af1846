import type { Encoding, StoredType } from '../weights/encoding.ts';
import { entriesOf, type Matrix } from '../weights/matrix.ts';
import { storedType, type Precision, type WeightKind } from '../weights/precision.ts';
import { GraphTensors, type ShardNames, type Value } from './graph-tensors.ts';
import type { WeightPlan } from './weight-plan.ts';
import {
  encodeModel,
  type AttributeValue,
  type DataType,
  type Dimension,
  type GraphSpec,
  type NodeSpec,
  type ValueSpec,
} from '../formats/onnx.ts';

/** Multiply-adds of one node: `factor` times the product of the named sizes. */
export interface Cost {
  factor: number;
  sizes: readonly string[];
}

export type { Value } from './graph-tensors.ts';

export type Arithmetic = 'f32' | 'f16';

/** Builds one ONNX graph. Weights go to a plan, which other graphs of the network may share. */
export class Graph {
  readonly costs: Cost[] = [];
  private readonly name: string;
  /** What products of activations and weights are computed in; everything else is float32. */
  readonly arithmetic: Arithmetic;
  private readonly precision: Precision;
  readonly nodes: NodeSpec[] = [];
  private readonly inputs: ValueSpec[] = [];
  private readonly outputs: ValueSpec[] = [];
  private readonly tensors: GraphTensors;
  private readonly made = new Map<string, Value[]>();
  private counter = 0;

  /** @param weights where the network's own go, and those that it has in common with another */
  constructor(
    name: string,
    weights: { own: WeightPlan; shared: WeightPlan },
    { precision, arithmetic }: { precision: Precision; arithmetic: Arithmetic },
  ) {
    this.name = name;
    this.tensors = new GraphTensors(weights);
    this.precision = precision;
    this.arithmetic = arithmetic;
  }

  /** Weights in the graph, constants of at most one entry apart. */
  get parameters(): number {
    return this.tensors.parameters;
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

  /** How a matrix of this kind is stored, `columns` values in each of PyTorch's rows. */
  storedType(kind: WeightKind, columns: number): StoredType {
    return storedType(kind, this.precision, columns);
  }

  /** A matrix that no fewer than 16 bits serve, used as float32. */
  matrix(kind: WeightKind, name: string, shape: readonly number[], values: Matrix): Value {
    const stored = this.storedType(kind, 1);
    return this.cast(this.float(name, shape, values, stored), 'f32');
  }

  /** A bias, a norm's scale, a depthwise filter: always float32. */
  vector(name: string, shape: readonly number[], values: Matrix): Value {
    return this.float(name, shape, values, 'f32');
  }

  /** Weights stored as floats of any type; small ones stand in the graph, as float32. */
  float(name: string, shape: readonly number[], values: Matrix, stored: StoredType): Value {
    return this.tensors.float(name, shape, values, stored);
  }

  /**
   * Weights stored in blocks.
   * @param shapes of the codes, the scales and the zero points
   * @returns a tensor for each part that the encoding has
   */
  quantised(
    name: string,
    values: Matrix,
    encoding: Encoding,
    shapes: readonly (readonly number[])[],
  ): Value[] {
    return this.tensors.quantised(name, values, encoding, shapes);
  }

  /** The value in another float type; weights and activations are converted once, however often used. */
  cast(value: Value, type: DataType): Value {
    if (type !== 'f32' && type !== 'f16') throw new Error(`Nothing is cast to ${type}`);
    if (value.type === type) return value;
    const to = type === 'f32' ? 1n : 10n;
    const make = () => [this.node('Cast', [value], { to }, { type })];
    return this.once(`${type} of ${value.name}`, make)[0]!;
  }

  /** Whether any weights are common property. */
  get sharesWeights(): boolean {
    return this.tensors.areShared;
  }

  /**
   * Weights that come up in `build` are stored where another network of the package finds them, too.
   * They count as parameters of the one that owns them.
   */
  sharing<T>(which: 'owned' | 'borrowed', build: () => T): T {
    return this.tensors.sharing(which, build);
  }

  /** What `make` made for this key the first time. */
  once(key: string, make: () => Value[]): Value[] {
    const known = this.made.get(key);
    if (known) return known;
    const values = make();
    this.made.set(key, values);
    return values;
  }

  /** A float32 constant of the architecture, not of the checkpoint. */
  floats(values: readonly number[], shape: readonly number[] = [values.length]): Value {
    const bytes = new Uint8Array(Float32Array.from(values).buffer);
    return this.tensors.inline(
      `floats.${shape.join('x')}.${values.join(',')}`,
      'f32',
      shape,
      bytes,
    );
  }

  scalar(value: number): Value {
    return this.floats([value], []);
  }

  /** Shapes, axes and indices. */
  integers(values: readonly number[]): Value {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.tensors.inline(`integers.${values.join(',')}`, 'i64', [values.length], bytes);
  }

  int32(value: number): Value {
    return this.tensors.inline(
      `int32.${value}`,
      'i32',
      [],
      new Uint8Array(Int32Array.of(value).buffer),
    );
  }

  /** Ones of a normalised size: LayerNormalization insists on a scale. */
  ones(length: number): Value {
    return this.tensors.ones(length);
  }

  /**
   * ONNX bytes, once the weights have been written.
   * @param shards names of each plan's shards, in order
   */
  async encode(shards: ShardNames): Promise<Uint8Array<ArrayBuffer>> {
    return encodeModel(await this.spec(shards));
  }

  /** What `encode` encodes. */
  async spec(shards: ShardNames): Promise<GraphSpec> {
    const small = await this.readSmall();
    return this.specWith(shards, (values) => small.get(values)!);
  }

  /**
   * Reads the weights that stand in the graph itself, once.
   * @throws Error naming a value that cannot be stored
   */
  readSmall(): Promise<ReadonlyMap<Matrix, Float32Array<ArrayBuffer>>> {
    return this.tensors.readSmall();
  }

  /** Nodes and shapes; the weights' values are missing. */
  get shapes(): GraphSpec {
    return this.specWith(
      () => [],
      (values) => new Float32Array(entriesOf(values)),
    );
  }

  /** Bytes that `encode` will give, whatever the weights are. */
  sizeBytes(shards: ShardNames): number {
    const spec = this.specWith(shards, (values) => new Float32Array(entriesOf(values)));
    return encodeModel(spec).length;
  }

  private specWith(
    shards: ShardNames,
    small: (values: Matrix) => Float32Array<ArrayBuffer>,
  ): GraphSpec {
    const { name, nodes, inputs, outputs } = this;
    return { name, nodes, inputs, outputs, initializers: this.tensors.specs(shards, small) };
  }
}
