/** What is not allowed to be looked at gets this; far below any score, and finite in float16. */
const MASKED = -10000;

/**
 * Additive attention bias, float32 [1, 1, length, length]: 0 where the query (row) may look at the
 * key (column), that is at itself and earlier tokens that are not padding; -10000 elsewhere.
 * @param used tokens that are not padding
 */
export function attentionBias(length: number, used: number): Float32Array<ArrayBuffer> {
  const bias = new Float32Array(length * length).fill(MASKED);
  for (let row = 0; row < length; row++) {
    bias.fill(0, row * length, row * length + Math.min(row + 1, used));
  }
  return bias;
}
