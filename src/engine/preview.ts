import type { LatentShape } from '../diffusion/geometry.ts';
import type { LatentToRgb } from '../diffusion/latent-to-rgb.ts';
import type { Bitmap } from '../protocol/engine.ts';

/**
 * A thumbnail of the picture to come, one pixel per cell of the Stage C latent.
 * @param clean float32 [1, channels, height, width], the estimate of the clean latent
 */
export function projectPreview(
  clean: Float32Array,
  { width, height, channels }: LatentShape,
  { weights, bias }: LatentToRgb,
): Bitmap {
  const cells = width * height;
  const rgba = new Uint8ClampedArray(cells * 4).fill(255);
  for (let cell = 0; cell < cells; cell++) {
    for (let colour = 0; colour < 3; colour++) {
      const row = weights[colour]!;
      let sum = bias[colour]!;
      for (let c = 0; c < channels; c++) sum += (row[c] ?? 0) * clean[c * cells + cell]!;
      rgba[cell * 4 + colour] = sum * 255; // clamped and rounded by the array
    }
  }
  return { width, height, rgba };
}
