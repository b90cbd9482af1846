import type { DeviceReport, Failure } from '../protocol/engine.ts';
import type { ExecutionProvider, Runtime, RuntimeTensor } from './runtime.ts';

/** A runtime together with the device it runs on. */
export interface Backend {
  runtime: Runtime;
  report: DeviceReport;
  /** The machine's memory as the browser tells it, roughly; absent where nobody does. */
  memoryGib?: number;
  executionProviders: readonly ExecutionProvider[];
  /**
   * Puts float32 data of a shape on the device, to be an input of many runs; null where tensors
   * live in the CPU's memory anyway.
   */
  upload: ((data: Float32Array<ArrayBuffer>, dims: readonly number[]) => RuntimeTensor) | null;
  /**
   * ONNX Runtime's fused attention is 2-12 % off on adapters with narrow subgroups, unless the
   * device was created without the `subgroups` feature.
   */
  fusedAttentionIsExact: boolean;
  /** What went wrong on the device since it was made: WebGPU tells by events, not by rejections. */
  failure(): Failure | null;
  /** Frees the device. All sessions must have been released. */
  close(): void;
}
