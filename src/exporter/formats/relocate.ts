import protobuf from 'protobufjs/minimal.js';

const { Reader, Writer } = protobuf;

/**
 * Gives the external files that a graph's initializers name other names; every other byte stays as it is.
 * @param model ONNX ModelProto (onnx/onnx.proto3); field numbers stand beside the names they have there
 */
export function relocate(model: Uint8Array, rename: (location: string) => string): Uint8Array {
  const entry = (bytes: Uint8Array): Uint8Array => {
    let key = '';
    rewrite(bytes, 1, (text) => {
      key = decode(text);
      return text;
    }); // key
    if (key !== 'location') return bytes;
    return rewrite(bytes, 2, (text) => new TextEncoder().encode(rename(decode(text)))); // value
  };
  return rewrite(model, 7, (graph) =>
    rewrite(graph, 5, (initializer) => rewrite(initializer, 13, entry)),
  ); // graph, initializer, external_data
}

const decode = (text: Uint8Array) => new TextDecoder().decode(text);

/** Changes the length-delimited fields of one number in a message. */
function rewrite(
  message: Uint8Array,
  field: number,
  change: (content: Uint8Array) => Uint8Array,
): Uint8Array {
  const reader = Reader.create(message);
  const parts: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    if (tag === ((field << 3) | 2)) {
      const content = reader.bytes();
      parts.push(Writer.create().uint32(tag).bytes(change(content)).finish());
    } else {
      reader.skipType(tag & 7);
      parts.push(message.subarray(start, reader.pos));
    }
  }
  return joined(parts);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
