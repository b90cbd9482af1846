import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { EncoderRuntime, RuntimeTensor } from '../ports.ts';

/** Pieces of the text encoder on the CPU, in the calling worker. */
export const webEncoderRuntime: EncoderRuntime = {
  async run(model, externalData, inputs) {
    const ort = await import('onnxruntime-web/wasm');
    ort.env.wasm.wasmPaths = { wasm: new URL(wasmUrl, self.location.href).href };
    ort.env.wasm.numThreads = self.crossOriginIsolated ? navigator.hardwareConcurrency : 1;
    ort.env.logLevel = 'error';
    const session = await ort.InferenceSession.create(model, {
      executionProviders: ['wasm'],
      externalData: externalData.map(({ path, data }) => ({ path, data })),
    });
    try {
      const feeds = session.inputNames.map((name) => {
        const { type, data, shape } = inputs[name]!;
        const tensor =
          type === 'int32' ? new ort.Tensor(type, data, shape) : new ort.Tensor(type, data, shape);
        return [name, tensor] as const;
      });
      const outputs = await session.run(Object.fromEntries(feeds));
      const named = Object.entries(outputs).map(async ([name, tensor]) => {
        if (tensor.type !== 'float32') {
          throw new Error(`Expected float32 from the text encoder; received ${tensor.type}.`);
        }
        const data = Float32Array.from((await tensor.getData()) as Float32Array);
        const output: RuntimeTensor = { type: 'float32', shape: tensor.dims, data };
        return [name, output] as const;
      });
      return Object.fromEntries(await Promise.all(named));
    } finally {
      await session.release();
    }
  },
};
