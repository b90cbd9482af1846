import * as ort from 'onnxruntime-node';
import type { EncoderRuntime, RuntimeTensor } from '../../src/exporter/ports.ts';

/** Pieces of the text encoder on onnxruntime-node. */
export const nodeEncoderRuntime: EncoderRuntime = {
  async run(model, externalData, inputs) {
    const session = await ort.InferenceSession.create(model, {
      externalData,
      enableCpuMemArena: false,
    });
    try {
      const feeds = session.inputNames.map((name) => [name, asTensor(inputs[name]!)] as const);
      const outputs = await session.run(Object.fromEntries(feeds));
      return Object.fromEntries(
        Object.entries(outputs).map(([name, tensor]) => [name, fromTensor(tensor)]),
      );
    } finally {
      await session.release();
    }
  },
};

const asTensor = ({ type, data, shape }: RuntimeTensor) =>
  type === 'int32' ? new ort.Tensor(type, data, shape) : new ort.Tensor(type, data, shape);

function fromTensor({ type, data, dims }: ort.Tensor): RuntimeTensor {
  if (type !== 'float32') throw new Error(`Expected float32 from the text encoder, got ${type}`);
  return { type, shape: dims, data: (data as Float32Array).slice() };
}
