import type { Backend } from './backend.ts';
import { failure } from './failures.ts';
import type { Sessions } from './sessions.ts';
import type { TextStage } from './text.ts';

/**
 * Largest relative error of a text encoding that still counts as rounding. Wrong attention was measured
 * 2-12 % off; float16 arithmetic stays within a few thousandths.
 */
const MAX_ERROR = 0.01;

/**
 * Compares a graphics card with a known answer, once per device: every package ships the encoding of
 * "", whose 77 queries go through the attention and the matrix products that all stages use. ONNX
 * Runtime's fused attention is wrong on some adapters; there the decomposed graphs take over.
 * @throws EngineError 'bad-output' if the device computes wrongly with those, too
 */
export async function probeDevice(
  text: TextStage,
  sessions: Sessions,
  backend: Backend,
): Promise<void> {
  if (backend.report.provider !== 'webgpu' || sessions.isProbed) return;
  let error = await text.errorOnDevice(sessions, backend);
  if (!(error <= MAX_ERROR) && (await sessions.useDecomposedAttention())) {
    error = await text.errorOnDevice(sessions, backend);
  }
  if (!(error <= MAX_ERROR)) {
    throw failure(
      'bad-output',
      'This graphics card computes wrongly: a known text came out different.',
      'Update the graphics driver or the browser, or add ?provider=wasm to the address to use the processor.',
      `relative error ${error.toPrecision(3)}, expected at most ${MAX_ERROR}`,
    );
  }
  sessions.isProbed = true;
}
