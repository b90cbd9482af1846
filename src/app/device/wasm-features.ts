/** What this browser's WebAssembly can do for us. */
export interface WasmFeatures {
  simd: boolean;
  /** Shared memory: only in an isolated page. */
  threads: boolean;
  /** JavaScript Promise Integration: the smaller and faster way to wait for the GPU. */
  jspi: boolean;
}

/** A function whose body is one SIMD instruction and a drop: valid exactly where SIMD is known. */
const SIMD_MODULE = new Uint8Array([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0], // magic, version
  ...[1, 4, 1, 0x60, 0, 0], // one type: () -> ()
  ...[3, 2, 1, 0], // one function of it
  ...[10, 9, 1, 7, 0, 0x41, 0, 0xfd, 0x0f, 0x1a, 0x0b], // i32.const 0, i8x16.splat, drop, end
]);

export function wasmFeatures(): WasmFeatures {
  return {
    simd: WebAssembly.validate(SIMD_MODULE),
    threads: typeof SharedArrayBuffer !== 'undefined',
    jspi: 'Suspending' in WebAssembly,
  };
}
