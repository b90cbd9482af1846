import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import plainWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { Runtime } from './runtime.ts';

/**
 * The build of ONNX Runtime Web for a provider; only that one is fetched, and from our own origin.
 * JSPI is smaller and streams weights; asyncify serves browsers without it.
 * @param threads for the processor's build, from 1
 */
export async function loadWebRuntime(
  provider: 'webgpu' | 'wasm',
  threads: number,
): Promise<Runtime> {
  const [ort, wasm] = await build(provider);
  ort.env.wasm.wasmPaths = { wasm: new URL(wasm, self.location.href).href };
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  return ort;
}

async function build(provider: 'webgpu' | 'wasm') {
  if (provider === 'wasm') return [await import('onnxruntime-web/wasm'), plainWasm] as const;
  return 'Suspending' in WebAssembly
    ? ([await import('onnxruntime-web/jspi'), jspiWasm] as const)
    : ([await import('onnxruntime-web/webgpu'), asyncifyWasm] as const);
}
