import type { DataType, TensorSpec } from '../formats/onnx.ts';
import { ENCODINGS, readStorable, type Encoding, type StoredType } from '../weights/encoding.ts';
import { constant, entriesOf, filled, type Matrix } from '../weights/matrix.ts';
import { assertFills, isMatrix, type Initializer } from './initializer.ts';
import type { WeightPlan } from './weight-plan.ts';

/** A tensor in the graph under construction. */
export interface Value {
  readonly name: string;
  readonly type: DataType;
}

/** Constants up to this size stand in the graph itself. */
const INLINE_BYTES = 512;

/** Names of a plan's shards, in order. */
export type ShardNames = (plan: WeightPlan) => readonly string[];

/** The tensors of a graph under construction that have values: weights, which go to plans, and constants. */
export class GraphTensors {
  /** Weights, constants of at most one entry apart. */
  parameters = 0;
  private readonly weights: { own: WeightPlan; shared: WeightPlan };
  private readonly initializers = new Map<string, Initializer>();
  /** The type that a small matrix, which stands in the graph as float32, is cast to where products are. */
  private readonly usedAs = new Map<Matrix, StoredType>();
  private small: ReadonlyMap<Matrix, Float32Array<ArrayBuffer>> | null = null;
  private shares: 'owned' | 'borrowed' | null = null;

  /** @param weights where the network's own go, and those that it has in common with another */
  constructor(weights: { own: WeightPlan; shared: WeightPlan }) {
    this.weights = weights;
  }

  /** Weights stored as floats of any type; small ones stand in the graph, as float32. */
  float(name: string, shape: readonly number[], values: Matrix, stored: StoredType): Value {
    const known = this.initializers.get(name);
    if (known) return known;
    const size = shape.reduce((product, side) => product * side, 1);
    assertFills(name, shape, values);
    this.count(size);
    if (size * 4 <= INLINE_BYTES) {
      this.initializers.set(name, { name, type: 'f32', shape, content: values });
      this.usedAs.set(values, stored);
    } else {
      const { type } = this.plan.add(name, values, ENCODINGS[stored])[0]!;
      this.initializers.set(name, { name, type, shape, content: this.plan });
    }
    return this.initializers.get(name)!;
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
    const parts = this.plan.add(name, values, encoding);
    if (!this.initializers.has(name)) this.count(entriesOf(values));
    parts.forEach((part, i) => {
      this.initializers.set(part.name, { ...part, shape: shapes[i]!, content: this.plan });
    });
    return parts;
  }

  /** Whether any weights are common property. */
  get areShared(): boolean {
    return [...this.initializers.values()].some(({ content }) => content === this.weights.shared);
  }

  /**
   * Weights that come up in `build` are stored where another network of the package finds them, too.
   * They count as parameters of the one that owns them.
   */
  sharing<T>(which: 'owned' | 'borrowed', build: () => T): T {
    this.shares = which;
    try {
      return build();
    } finally {
      this.shares = null;
    }
  }

  /** Ones of a normalised size: LayerNormalization insists on a scale. */
  ones(length: number): Value {
    const values = filled(length, constant(1));
    const known = this.initializers.has(`ones.${length}`);
    const ones = this.float(`ones.${length}`, [length], values, 'f32');
    if (!known) this.parameters -= length;
    return ones;
  }

  /**
   * Reads the weights that stand in the graph itself, once.
   * @throws Error naming a value that cannot be stored
   */
  async readSmall(): Promise<ReadonlyMap<Matrix, Float32Array<ArrayBuffer>>> {
    if (this.small) return this.small;
    const small = new Map<Matrix, Float32Array<ArrayBuffer>>();
    for (const { name, content } of this.initializers.values()) {
      if (!isMatrix(content)) continue;
      const encoding = ENCODINGS[this.usedAs.get(content) ?? 'f32'];
      small.set(content, await readStorable(name, content, encoding));
    }
    this.small = small;
    return small;
  }

  /** As they stand in the file. */
  specs(shards: ShardNames, small: (values: Matrix) => Float32Array<ArrayBuffer>): TensorSpec[] {
    return [...this.initializers.values()].map(({ content, ...tensor }) => {
      if (content instanceof Uint8Array) return { ...tensor, content };
      if (isMatrix(content)) return { ...tensor, content: new Uint8Array(small(content).buffer) };
      const { shard, ...range } = content.locate(tensor.name);
      return { ...tensor, content: { location: shards(content)[shard] ?? '', ...range } };
    });
  }

  private get plan(): WeightPlan {
    return this.shares ? this.weights.shared : this.weights.own;
  }

  private count(parameters: number): void {
    if (this.shares !== 'borrowed') this.parameters += parameters;
  }

  /** A constant of the architecture. */
  inline(name: string, type: DataType, shape: readonly number[], content: Uint8Array): Value {
    this.initializers.set(name, { name, type, shape, content });
    return { name, type };
  }
}
