import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GraphSpec, NodeSpec, TensorSpec } from '../../src/exporter/formats/onnx.ts';
import { transposed } from './transposed.ts';
import { dequantiseRows } from '../../src/exporter/weights/quantise.ts';

/**
 * The same graph over the same stored weights, made float32 here: MatMulNBits becomes MatMul,
 * GatherBlockQuantized becomes Gather. What remains between the two is ONNX Runtime's arithmetic.
 */
export function dequantiseGraph(spec: GraphSpec, folder: string): GraphSpec {
  const tensors = new Map(spec.initializers.map((tensor) => [tensor.name, tensor]));
  const producers = new Map(
    spec.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)),
  );
  const source = (name: string): string => {
    const producer = producers.get(name);
    return producer?.opType === 'Cast' ? source(producer.inputs[0]!) : name;
  };
  const bytes = (name: string): Uint8Array<ArrayBuffer> => {
    const { content } = tensors.get(source(name))!;
    if (content instanceof Uint8Array) return Uint8Array.from(content);
    const { location, offset, length } = content;
    return Uint8Array.from(readFileSync(join(folder, location)).subarray(offset, offset + length));
  };
  const made: TensorSpec[] = [];
  const weights = (node: NodeSpec, codes: string, scales: string, zeros: string | undefined) => {
    const format = {
      bits: Number(node.attributes['bits']) as 4 | 8,
      block: Number(node.attributes['block_size']),
    };
    const [rows, ...rest] = tensors.get(codes)!.shape;
    const columns = (rest.reduce((product, side) => product * side, 1) * 8) / format.bits;
    const stored = {
      codes: bytes(codes),
      scales: new Uint16Array(bytes(scales).buffer),
      zeros: zeros ? bytes(zeros) : null,
    };
    return { rows: rows!, columns, values: dequantiseRows(stored, columns, format) };
  };
  const add = (name: string, shape: number[], values: Float32Array<ArrayBuffer>) => {
    made.push({ name, type: 'f32', shape, content: new Uint8Array(values.buffer) });
    return name;
  };
  const nodes = spec.nodes.map((node): NodeSpec => {
    const { opType, inputs } = node;
    if (opType === 'MatMulNBits') {
      const [x, codes, scales, zeros] = inputs as [string, string, string, string?];
      const { rows, columns, values } = weights(node, codes, scales, zeros);
      const name = add(
        `${node.outputs[0]}.weight`,
        [columns, rows],
        transposed(values, rows, columns),
      );
      return { ...node, opType: 'MatMul', domain: '', inputs: [x, name], attributes: {} };
    }
    if (opType === 'GatherBlockQuantized') {
      const [codes, ids, scales, zeros] = inputs as [string, string, string, string?];
      const { rows, columns, values } = weights(node, codes, scales, zeros);
      const name = add(`${node.outputs[0]}.weight`, [rows, columns], values);
      return {
        ...node,
        opType: 'Gather',
        domain: '',
        inputs: [name, ids],
        attributes: { axis: 0n },
      };
    }
    return node;
  });
  return { ...spec, nodes, initializers: [...spec.initializers, ...made] };
}
