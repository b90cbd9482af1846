/**
 * ONNX Runtime as a parameter. `onnxruntime-web`, `onnxruntime-node` and the fake of the tests all
 * satisfy `Runtime`, so one engine runs in the worker, on the command line and in tests.
 */

export interface RuntimeTensor {
  readonly type: string;
  readonly dims: readonly number[];
  /** The elements, downloaded first where they are on the device. */
  getData(): Promise<unknown>;
  dispose(): void;
}

/** Inputs or outputs by name. */
export type Tensors = Record<string, RuntimeTensor>;

export interface RuntimeSession {
  readonly outputNames: readonly string[];
  run(feeds: Tensors, fetches: readonly string[]): Promise<Tensors>;
  release(): Promise<void>;
}

interface ExternalData {
  /** As written in the graph: relative to the graph's folder. */
  path: string;
  data: Uint8Array<ArrayBuffer> | Blob;
}

export type ExecutionProvider = string | { name: string; device?: GPUDevice };

export interface SessionOptions {
  executionProviders: readonly ExecutionProvider[];
  externalData: readonly ExternalData[];
  preferredOutputLocation?: 'cpu' | 'gpu-buffer';
  intraOpNumThreads?: number;
  logSeverityLevel?: 0 | 1 | 2 | 3 | 4;
}

export interface Runtime {
  Tensor: {
    new (type: 'float32', data: Float32Array, dims: readonly number[]): RuntimeTensor;
    new (type: 'int32', data: Int32Array, dims: readonly number[]): RuntimeTensor;
  };
  InferenceSession: {
    create(model: Uint8Array, options: SessionOptions): Promise<RuntimeSession>;
  };
}

/**
 * A tensor's elements as float32.
 * @throws Error if the tensor holds another type.
 */
export async function floats(tensor: RuntimeTensor): Promise<Float32Array<ArrayBuffer>> {
  const data = await tensor.getData();
  if (data instanceof Float32Array) return data as Float32Array<ArrayBuffer>;
  throw new Error(`Expected a float32 tensor; received ${tensor.type}.`);
}

/**
 * A tensor's elements as int32.
 * @throws Error if the tensor holds another type.
 */
export async function integers(tensor: RuntimeTensor): Promise<Int32Array<ArrayBuffer>> {
  const data = await tensor.getData();
  if (data instanceof Int32Array) return data as Int32Array<ArrayBuffer>;
  throw new Error(`Expected an int32 tensor; received ${tensor.type}.`);
}

/** Frees tensors, on the device too. */
export function disposeAll(tensors: Tensors): void {
  for (const tensor of Object.values(tensors)) tensor.dispose();
}
