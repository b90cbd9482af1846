import protobuf from 'protobufjs/minimal.js';

/**
 * Writes ONNX protobuf messages (onnx/onnx.proto3 of ONNX 1.16). Field numbers stand beside the
 * names they have there. Only what our graphs use is written.
 */

const { Writer } = protobuf;
type Writer = protobuf.Writer;

/** TensorProto.DataType */
const DATA_TYPE = { f32: 1, u8: 2, i32: 6, i64: 7, f16: 10, f64: 11 } as const;
export type DataType = keyof typeof DATA_TYPE;

export type AttributeValue = number | bigint | string | readonly bigint[];

export interface NodeSpec {
  opType: string;
  domain: string;
  inputs: readonly string[];
  outputs: readonly string[];
  /** A `number` becomes FLOAT, a `bigint` INT, bigints INTS, a string STRING. */
  attributes: Readonly<Record<string, AttributeValue>>;
}

/** A number is a fixed size, a string names a dimension that is known at run time. */
export type Dimension = number | string;

export interface ValueSpec {
  name: string;
  type: DataType;
  /** Null where it is not known. */
  shape: readonly Dimension[] | null;
}

export interface TensorSpec {
  name: string;
  type: DataType;
  shape: readonly number[];
  /** Bytes in the graph itself, or a range of an external file beside it. */
  content: Uint8Array | { location: string; offset: number; length: number };
}

export interface GraphSpec {
  name: string;
  nodes: readonly NodeSpec[];
  inputs: readonly ValueSpec[];
  outputs: readonly ValueSpec[];
  initializers: readonly TensorSpec[];
}

/** Writes the length-delimited message `field`. */
function message(writer: Writer, field: number, body: (inner: Writer) => void): void {
  writer.uint32((field << 3) | 2).fork();
  body(writer);
  writer.ldelim();
}

const text = (writer: Writer, field: number, value: string) =>
  writer.uint32((field << 3) | 2).string(value);
const integer = (writer: Writer, field: number, value: number) =>
  writer.uint32(field << 3).int64(value);

function attribute(writer: Writer, name: string, value: AttributeValue): void {
  text(writer, 1, name); // name
  if (typeof value === 'number') {
    writer.uint32((2 << 3) | 5).float(value); // f
    integer(writer, 20, 1); // type = FLOAT
  } else if (typeof value === 'bigint') {
    integer(writer, 3, Number(value)); // i
    integer(writer, 20, 2); // type = INT
  } else if (typeof value === 'string') {
    text(writer, 4, value); // s
    integer(writer, 20, 3); // type = STRING
  } else {
    for (const item of value) integer(writer, 8, Number(item)); // ints
    integer(writer, 20, 7); // type = INTS
  }
}

function node(writer: Writer, spec: NodeSpec): void {
  for (const name of spec.inputs) text(writer, 1, name); // input
  for (const name of spec.outputs) text(writer, 2, name); // output
  text(writer, 3, spec.outputs[0] ?? ''); // name
  text(writer, 4, spec.opType); // op_type
  for (const [name, value] of Object.entries(spec.attributes)) {
    message(writer, 5, (inner) => attribute(inner, name, value)); // attribute
  }
  text(writer, 7, spec.domain); // domain
}

function tensor(writer: Writer, spec: TensorSpec): void {
  for (const size of spec.shape) integer(writer, 1, size); // dims
  integer(writer, 2, DATA_TYPE[spec.type]); // data_type
  text(writer, 8, spec.name); // name
  if (spec.content instanceof Uint8Array) {
    writer.uint32((9 << 3) | 2).bytes(spec.content); // raw_data
    return;
  }
  for (const [key, value] of Object.entries(spec.content)) {
    message(writer, 13, (entry) => {
      text(entry, 1, key);
      text(entry, 2, String(value));
    }); // external_data
  }
  integer(writer, 14, 1); // data_location = EXTERNAL
}

function value(writer: Writer, spec: ValueSpec): void {
  text(writer, 1, spec.name); // name
  message(writer, 2, (type) =>
    message(type, 1, (tensorType) => {
      integer(tensorType, 1, DATA_TYPE[spec.type]); // elem_type
      if (spec.shape === null) return;
      const sizes = spec.shape;
      message(tensorType, 2, (shape) => {
        for (const size of sizes) {
          message(shape, 1, (dim) => {
            if (typeof size === 'number')
              integer(dim, 1, size); // dim_value
            else text(dim, 2, size); // dim_param
          });
        }
      });
    }),
  );
}

/** ONNX ModelProto bytes of a graph. Opset 20, plus ONNX Runtime's `com.microsoft` domain. */
export function encodeModel(graph: GraphSpec): Uint8Array<ArrayBuffer> {
  const writer = Writer.create();
  integer(writer, 1, 9); // ir_version
  text(writer, 2, 'wuerstchen-web'); // producer_name
  message(writer, 7, (body) => {
    for (const spec of graph.nodes) message(body, 1, (inner) => node(inner, spec));
    text(body, 2, graph.name);
    for (const spec of graph.initializers) message(body, 5, (inner) => tensor(inner, spec));
    for (const spec of graph.inputs) message(body, 11, (inner) => value(inner, spec));
    for (const spec of graph.outputs) message(body, 12, (inner) => value(inner, spec));
  });
  for (const [domain, version] of [
    ['', 20],
    ['com.microsoft', 1],
  ] as const) {
    message(writer, 8, (opset) => {
      text(opset, 1, domain);
      integer(opset, 2, version);
    });
  }
  // A copy: the buffer is part of a larger one, and need not be a plain ArrayBuffer.
  return new Uint8Array(writer.finish());
}
