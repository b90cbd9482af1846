import { fromHalf } from '../../diffusion/half.ts';
import type { SafetensorsType } from '../formats/safetensors.ts';
import { UnstorableValue } from './storable.ts';

/** Conversions between float32 and the two 16-bit float formats of checkpoints. */

export { fromHalf };

const floatView = new Float32Array(1);
const bitsView = new Uint32Array(floatView.buffer);

/** IEEE half of a float32, rounded to nearest even; values beyond 65504 become infinite. */
export function toHalf(value: number): number {
  floatView[0] = value;
  const bits = bitsView[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // NaN
  if (magnitude >= 0x47800000) return sign | 0x7c00; // 65536 and above, infinity
  if (magnitude < 0x33000001) return sign; // below half the smallest subnormal
  if (magnitude < 0x38800000) {
    // Subnormal: shift the mantissa with its hidden one into place.
    const shift = 126 - (magnitude >>> 23); // 14 .. 24
    const mantissa = (magnitude & 0x7fffff) | 0x800000;
    const half = mantissa >>> shift;
    const rest = mantissa & ((1 << shift) - 1);
    const tie = 1 << (shift - 1);
    return sign | (half + (rest > tie || (rest === tie && half & 1) ? 1 : 0));
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | Math.min((rounded - 0x38000000) >>> 13, 0x7c00);
}

const INFINITE = 0x7c00;

/** Whether a float32 is, or becomes as a half, an infinity or NaN. */
export const isBeyondHalf = (value: number) => (toHalf(value) & INFINITE) === INFINITE;

/**
 * float32 [n] -> IEEE half bits [n].
 * @throws UnstorableValue for what is no finite half
 */
export function toHalfArray(values: Float32Array): Uint16Array<ArrayBuffer> {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < halves.length; i++) {
    const value = bits[i]!;
    const magnitude = value & 0x7fffffff;
    // Nearly every weight is a normal half; the others take the long way.
    if (magnitude >= 0x38800000 && magnitude < 0x477ff000) {
      const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1) - 0x38000000;
      halves[i] = ((value >>> 16) & 0x8000) | (rounded >>> 13);
    } else {
      const half = toHalf(values[i]!);
      if ((half & INFINITE) === INFINITE) throw new UnstorableValue(i, values[i]!);
      halves[i] = half;
    }
  }
  return halves;
}

let halfTable: Float32Array | undefined;

/** IEEE half bits [n] -> float32 [n]. */
function fromHalfArray(halves: Uint16Array): Float32Array<ArrayBuffer> {
  halfTable ??= Float32Array.from({ length: 2 ** 16 }, (_, half) => fromHalf(half));
  const values = new Float32Array(halves.length);
  for (let i = 0; i < values.length; i++) values[i] = halfTable[halves[i]!]!;
  return values;
}

/** bfloat16 bits [n] -> float32 [n]: the upper half of a float32. */
export function fromBfloat16Array(values: Uint16Array): Float32Array<ArrayBuffer> {
  const bits = new Uint32Array(values.length);
  for (let i = 0; i < bits.length; i++) bits[i] = values[i]! << 16;
  return new Float32Array(bits.buffer);
}

/**
 * Entries [from, to) of a float tensor as float32.
 * @param bytes the tensor's, from the beginning of their buffer; the result may be a view of them
 */
export function floatsAt(
  dtype: SafetensorsType,
  { buffer }: Uint8Array<ArrayBuffer>,
  from: number,
  to: number,
): Float32Array<ArrayBuffer> {
  if (dtype === 'F32') return new Float32Array(buffer, 4 * from, to - from);
  const halves = new Uint16Array(buffer, 2 * from, to - from);
  return dtype === 'F16' ? fromHalfArray(halves) : fromBfloat16Array(halves);
}
