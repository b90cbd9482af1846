import { geometryFor, validSides, type Geometry } from '../diffusion/geometry.ts';
import type { Manifest } from '../package/manifest.ts';
import type { Bitmap } from '../protocol/engine.ts';
import type { Backend } from './backend.ts';
import { bandsOf, BINDING_BYTES, type Band } from './bands.ts';
import { failure } from './failures.ts';
import { disposeAll, integers } from './runtime.ts';
import type { Lease, Sessions } from './sessions.ts';

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
  manifest: Manifest,
  geometry: Geometry,
  latent: Float32Array,
): Promise<Bitmap> {
  const { width, height } = geometry;
  const network = await sessions.lease('vqgan-decode');
  try {
    const words = new Int32Array(width * height);
    for (const band of stageABands(network.largestTensorBytes, manifest, geometry)) {
      const part = await decode(network, backend, manifest, geometry, latent, band);
      words.set(part, band.keepFrom * manifest.geometry.pixelsPerLatent * width);
    }
    if (words.every((word) => (word & COLOUR) === 0)) {
      throw failure(
        'bad-output',
        'The picture came out entirely black.',
        'Try again; if it happens again, this device computes wrongly with this model.',
      );
    }
    return { width, height, rgba: new Uint8ClampedArray(words.buffer) };
  } finally {
    await network.release();
  }
}

/**
 * The bands of a picture in Stage A.
 * @param largestTensorBytes of the graph at the model's largest size
 */
export function stageABands(
  largestTensorBytes: number | undefined,
  { geometry: constants, vqgan }: Pick<Manifest, 'geometry' | 'vqgan'>,
  { decoder }: Geometry,
): Band[] {
  const side = validSides(constants).at(-1);
  let most = Infinity;
  if (largestTensorBytes !== undefined && side !== undefined) {
    const largest = geometryFor(side, side, constants).decoder;
    const rowBytes = (largestTensorBytes / (largest.width * largest.height)) * decoder.width;
    most = BINDING_BYTES / rowBytes;
  }
  // Without knowing how far its filters reach, nothing can be cut.
  const halo = vqgan?.halo ?? decoder.height;
  return bandsOf(decoder.height, halo, constants.decoderMultiple, most);
}

/** The words of a band's kept rows. */
async function decode(
  network: Lease,
  backend: Backend,
  { geometry: { pixelsPerLatent } }: Manifest,
  { width, decoder }: Geometry,
  latent: Float32Array,
  { from, to, keepFrom, keepTo }: Band,
): Promise<Int32Array> {
  const { channels, width: columns, height: rows } = decoder;
  const seen = (to - from) * columns;
  const input = new Float32Array(channels * seen);
  for (let channel = 0; channel < channels; channel++) {
    const start = (channel * rows + from) * columns;
    input.set(latent.subarray(start, start + seen), channel * seen);
  }
  const outputs = await network.run({
    latent: new backend.runtime.Tensor('float32', input, [1, channels, to - from, columns]),
  });
  const words = await integers(outputs['rgba']!);
  const expected = (to - from) * pixelsPerLatent * width;
  if (words.length !== expected) {
    throw failure(
      'bad-output',
      `Expected ${expected} pixels from Stage A; received ${words.length}.`,
      'The model package is damaged: export it again.',
    );
  }
  const kept = words.slice(
    (keepFrom - from) * pixelsPerLatent * width,
    (keepTo - from) * pixelsPerLatent * width,
  );
  disposeAll(outputs);
  return kept;
}
