import type { Geometry } from '../diffusion/geometry.ts';
import type { Bitmap } from '../protocol/engine.ts';
import type { Backend } from './backend.ts';
import { failure } from './failures.ts';
import { disposeAll, integers } from './runtime.ts';
import type { Sessions } from './sessions.ts';

/** The red, green and blue bytes of a little-endian RGBA word. */
const COLOUR = 0x00ffffff;

/**
 * Stage A: the latent to the picture.
 * @param latent Stage B's result, float32 [1, 4, H, W]
 * @throws EngineError 'bad-output' if every pixel is black, which is what NaN turns into
 */
export async function runStageA(
  sessions: Sessions,
  backend: Backend,
  { width, height, decoder }: Geometry,
  latent: Float32Array,
): Promise<Bitmap> {
  const network = await sessions.lease('vqgan-decode');
  try {
    const outputs = await network.run({
      latent: new backend.runtime.Tensor('float32', latent, [
        1,
        decoder.channels,
        decoder.height,
        decoder.width,
      ]),
    });
    const words = await integers(outputs['rgba']!);
    if (words.length !== width * height) {
      throw failure(
        'bad-output',
        `Expected ${width * height} pixels from Stage A; received ${words.length}.`,
        'The model package is damaged: export it again.',
      );
    }
    if (words.every((word) => (word & COLOUR) === 0)) {
      throw failure(
        'bad-output',
        'The picture came out entirely black.',
        'Try again; if it happens again, this device computes wrongly with this model.',
      );
    }
    const rgba = new Uint8ClampedArray(words.byteLength);
    rgba.set(new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
    disposeAll(outputs);
    return { width, height, rgba };
  } finally {
    await network.release();
  }
}
