/**
 * The sinusoidal embedding of diffusion time that both networks take.
 * Source: diffusers `WuerstchenPrior.gen_r_embedding`.
 */

const MAX_POSITIONS = 10000;

/**
 * float32 [cR]: sin(r f_i) for i < cR / 2, then cos(r f_i), with r = t * 10000 and
 * f_i = exp(-i log(10000) / (cR / 2 - 1)); an odd cR ends in a zero. Values in [-1, 1].
 *
 * The angles reach 10000, where float32 steps by 0.001: every product is rounded as torch rounds
 * it, or the sines would be others. Within 1e-6 of torch 2.13 (its float32 exp is off by one ulp
 * at i = 24 of 32; everywhere else 6e-8).
 * @param t time in [0, 1], rounded to float32 first
 * @param cR width of the embedding, integer from 4 (64 in the published models)
 * @throws RangeError if t is not finite or cR is not an integer from 4.
 */
export function timeEmbedding(t: number, cR = 64): Float32Array<ArrayBuffer> {
  if (!Number.isFinite(t)) throw new RangeError(`Expected a finite time; received ${t}.`);
  if (!Number.isInteger(cR) || cR < 4) {
    throw new RangeError(`Expected cR to be an integer from 4; received ${cR}.`);
  }
  const half = Math.floor(cR / 2);
  const r = Math.fround(Math.fround(t) * MAX_POSITIONS);
  const exponent = Math.fround(-Math.log(MAX_POSITIONS) / (half - 1));
  const out = new Float32Array(cR);
  for (let i = 0; i < half; i++) {
    const frequency = Math.fround(Math.exp(Math.fround(i * exponent)));
    const angle = Math.fround(r * frequency);
    out[i] = Math.sin(angle);
    out[half + i] = Math.cos(angle);
  }
  return out;
}
