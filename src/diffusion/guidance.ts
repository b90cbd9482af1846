/**
 * Classifier-free guidance: uncond + w (cond - uncond), batch order [cond, uncond].
 * Source: diffusers `WuerstchenPriorPipeline.__call__` (guided only when w > 1).
 */

/**
 * Whether a scale needs the unconditional half of the batch.
 * @throws RangeError if `scale` is not finite.
 */
export function isGuided(scale: number): boolean {
  if (!Number.isFinite(scale)) {
    throw new RangeError(`Expected a finite guidance scale; received ${scale}.`);
  }
  return scale > 1;
}

/**
 * Weights that sum a batch of predictions into the guided one: float32 [2], [w, 1 - w] for the
 * order [cond, uncond] when w > 1; otherwise float32 [1], [1], for the conditional one alone.
 * The length is the batch size; the weights sum to 1.
 * @throws RangeError if `scale` is not finite.
 */
export function guidanceWeights(scale: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(isGuided(scale) ? [scale, 1 - scale] : [1]);
}
