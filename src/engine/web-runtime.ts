import type * as ort from 'onnxruntime-web/wasm';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import plainWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { RuntimeTensor } from './runtime.ts';

type WebRuntime = typeof ort;

/**
 * The build of ONNX Runtime Web for a provider; only that one is fetched, and from our own origin.
 * JSPI is smaller and streams weights; asyncify serves browsers without it. Neither has all operators for
 * the CPU: without GatherBlockQuantized no quantised word embedding loads there.
 * @param threads for the CPU, from 1
 */
export async function loadWebRuntime(
  provider: 'webgpu' | 'wasm',
  threads: number,
): Promise<WebRuntime> {
  const [runtime, wasm] = await build(provider);
  runtime.env.wasm.wasmPaths = { wasm: new URL(wasm, self.location.href).href };
  runtime.env.wasm.numThreads = threads;
  runtime.env.logLevel = 'error';
  return runtime;
}

/** A float32 tensor in a buffer of its own on the device; it belongs to no session. */
export function uploadTensor(
  runtime: WebRuntime,
  device: GPUDevice,
  data: Float32Array<ArrayBuffer>,
  dims: readonly number[],
): RuntimeTensor {
  const buffer = device.createBuffer({
    // ONNX Runtime rounds its own buffers up to 16 bytes, and binds that much.
    size: Math.ceil(data.byteLength / 16) * 16,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  device.queue.writeBuffer(buffer, 0, data);
  return runtime.Tensor.fromGpuBuffer(buffer, {
    dataType: 'float32',
    dims,
    dispose: () => buffer.destroy(),
  });
}

async function build(provider: 'webgpu' | 'wasm') {
  if (provider === 'wasm') return [await import('onnxruntime-web/wasm'), plainWasm] as const;
  return 'Suspending' in WebAssembly
    ? ([await import('onnxruntime-web/jspi'), jspiWasm] as const)
    : ([await import('onnxruntime-web/webgpu'), asyncifyWasm] as const);
}
