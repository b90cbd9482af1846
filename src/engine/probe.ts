import type { Backend } from './backend.ts';
import { failure } from './failures.ts';
import type { Sessions } from './sessions.ts';
import type { TextStage } from './text.ts';

/**
 * Largest relative error of a text encoding that still counts as rounding: wrong attention was measured
 * 2-12 % off. Where products are summed in float16, their rounding alone reaches 1 % in a small
 * encoder (measured on lavapipe).
 */
const MAX_ERROR = { f32: 0.01, f16: 0.03 };

/**
 * Compares a GPU with a known answer, once per device: every package ships the encoding of
 * "", whose 77 queries go through the attention and the matrix products that all stages use. ONNX
 * Runtime's fused attention is wrong on some adapters; there the decomposed graphs take over, and where
 * float16 is wrong, float32.
 * @throws EngineError 'bad-output' if the device computes wrongly with those, too
 */
export async function probeDevice(
  text: TextStage,
  sessions: Sessions,
  backend: Backend,
): Promise<void> {
  if (backend.report.provider !== 'webgpu' || sessions.isProbed) return;
  const limit = () => MAX_ERROR[sessions.usesFloat16('prior-text-encoder') ? 'f16' : 'f32'];
  let error = await text.errorOnDevice(sessions, backend);
  const saferGraphs = [() => sessions.useDecomposedAttention(), () => sessions.useFloat32()];
  for (const useSafer of saferGraphs) {
    if (error <= limit()) break;
    if (await useSafer()) error = await text.errorOnDevice(sessions, backend);
  }
  if (!(error <= limit())) {
    throw failure(
      'bad-output',
      'This GPU computes wrongly: a known text came out different.',
      'Update the graphics driver or the browser, or add ?provider=wasm to the address to use the CPU.',
      `relative error ${error.toPrecision(3)}, expected at most ${limit()}`,
    );
  }
  sessions.isProbed = true;
}
