/**
 * Normal noise equal to PyTorch's CPU generator, so that a seed gives the reference's picture.
 *
 * Sources: c10 / ATen `core/MT19937RNGEngine.h`, `core/DistributionsHelper.h`,
 * `core/TransformationHelper.h`, `native/cpu/DistributionTemplates.h` (`normal_fill`).
 */

const STATE_SIZE = 624;
const STATE_SHIFT = 397;
const TWIST_MATRIX = 0x9908b0df;
const UPPER_BIT = 0x80000000;
const LOWER_BITS = 0x7fffffff;

/** Box-Muller works on blocks of 16: 8 radii, then 8 angles. */
const BLOCK = 16;
const HALF_BLOCK = 8;

const UNIT_24 = 2 ** -24;
const UNIT_53 = 2 ** -53;
const MASK_24 = 0xffffff;
const MASK_21 = 0x1fffff;
const TWO_32 = 2 ** 32;

/** torch multiplies by a float32 2 pi; a double one would move values by up to 2e-6. */
const TWO_PI_F32 = Math.fround(2 * Math.PI);

const MIN_SEED = -(2n ** 63n);
const MAX_SEED = 2n ** 64n - 1n;

/**
 * `torch.Generator('cpu').manual_seed(seed)`, for float32 normal draws. Equal to torch within
 * 1e-6 absolute (measured 4.8e-7: torch's vectorised log, sin and cos are off by up to one ulp).
 */
export class TorchGenerator {
  readonly #state = new Uint32Array(STATE_SIZE);
  #next = STATE_SIZE;
  /** The second value of the last double-precision pair; outlives a draw, as in torch. */
  #cachedNormal: number | null = null;

  /**
   * @param seed integer, -2^63 to 2^64 - 1; negatives are taken modulo 2^64 as torch does. The
   *   engine uses the low 32 bits only. A `number` must be a safe integer: pass a bigint beyond.
   * @throws RangeError for anything else.
   */
  constructor(seed: bigint | number) {
    if (typeof seed === 'number' && !Number.isSafeInteger(seed)) {
      throw new RangeError(
        `Expected a seed that is a safe integer or a bigint; received ${seed}. Pass seeds of 2^53 and above as bigint.`,
      );
    }
    const exact = BigInt(seed);
    if (exact < MIN_SEED || exact > MAX_SEED) {
      throw new RangeError(`Expected a seed from -2^63 to 2^64 - 1; received ${exact}.`);
    }
    const state = this.#state;
    state[0] = Number(BigInt.asUintN(32, exact));
    for (let i = 1; i < STATE_SIZE; i++) {
      const previous = state[i - 1]!;
      state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  /**
   * `torch.randn(shape, generator=g)`, float32, where `length` is the product of the shape.
   * Values about N(0, 1). Advances the generator exactly as torch does, including its two
   * different algorithms below and from 16 values.
   * @throws RangeError if `length` is not an integer from 0.
   */
  randn(length: number): Float32Array<ArrayBuffer> {
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new RangeError(`Expected a length that is an integer from 0; received ${length}.`);
    }
    const out = new Float32Array(length);
    if (length < BLOCK) {
      for (let i = 0; i < length; i++) out[i] = this.#nextDoubleNormal();
      return out;
    }
    this.#fillUniform(out, 0);
    for (let i = 0; i + BLOCK <= length; i += BLOCK) boxMuller(out, i);
    if (length % BLOCK !== 0) {
      // torch redraws the last 16 values from fresh uniforms instead of finishing the block.
      this.#fillUniform(out, length - BLOCK);
      boxMuller(out, length - BLOCK);
    }
    return out;
  }

  /** Uniforms of 24 bits in [0, 1), one engine word each, from `start` to the end. */
  #fillUniform(out: Float32Array, start: number): void {
    for (let i = start; i < out.length; i++) out[i] = (this.#nextUint32() & MASK_24) * UNIT_24;
  }

  /** `normal_distribution<double>`: the cosine value first, its sine partner on the next call. */
  #nextDoubleNormal(): number {
    const cached = this.#cachedNormal;
    if (cached !== null) {
      this.#cachedNormal = null;
      return cached;
    }
    const angle = 2 * Math.PI * this.#nextUniform53();
    const radius = Math.sqrt(-2 * Math.log1p(-this.#nextUniform53()));
    this.#cachedNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Low 53 bits of `random64()`, whose first engine word is the high half; in [0, 1). */
  #nextUniform53(): number {
    const high = this.#nextUint32() & MASK_21;
    const low = this.#nextUint32() >>> 0;
    return (high * TWO_32 + low) * UNIT_53;
  }

  /** One tempered word of MT19937, as a signed 32-bit integer. */
  #nextUint32(): number {
    if (this.#next === STATE_SIZE) this.#twist();
    let y = this.#state[this.#next++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < STATE_SIZE; i++) {
      const following = state[i + 1 === STATE_SIZE ? 0 : i + 1]!;
      const far =
        state[i < STATE_SIZE - STATE_SHIFT ? i + STATE_SHIFT : i + STATE_SHIFT - STATE_SIZE]!;
      const mixed = (state[i]! & UPPER_BIT) | (following & LOWER_BITS);
      state[i] = far ^ (mixed >>> 1) ^ (following & 1 ? TWIST_MATRIX : 0);
    }
    this.#next = 0;
  }
}

/** In place, `data[at .. at + 16)`: uniforms to normals, rounding where the float32 code does. */
function boxMuller(data: Float32Array, at: number): void {
  for (let i = at; i < at + HALF_BLOCK; i++) {
    const logU = Math.fround(Math.log(1 - data[i]!));
    const radius = Math.fround(Math.sqrt(-2 * logU));
    const angle = Math.fround(TWO_PI_F32 * data[i + HALF_BLOCK]!);
    data[i] = radius * Math.fround(Math.cos(angle));
    data[i + HALF_BLOCK] = radius * Math.fround(Math.sin(angle));
  }
}
