import { geometryFor, validSides, type Geometry } from '../diffusion/geometry.ts';
import type { Manifest } from '../package/manifest.ts';
import type { Bitmap } from '../protocol/engine.ts';
import type { Backend } from './backend.ts';
import { bandsOf, BINDING_BYTES, type Band } from './bands.ts';
import { failure } from './failures.ts';
import { pictureFault, seamsOf, type PictureFault } from './picture-check.ts';
import { disposeAll, integers } from './runtime.ts';
import type { Lease, Sessions } from './sessions.ts';

const WORDS: Record<PictureFault, string> = {
  black: 'The picture came out entirely black.',
  flat: 'The picture came out in a single colour.',
  saturated: 'The picture came out saturated: its colours are at the ends of their range.',
  band: 'A part of the picture came out in a single colour.',
};

/**
 * Stage A: the latent to the picture.
 * @param latent Stage B's result, float32 [1, 4, H, W]
 * @param start what it was painted from, if anything: where that is of one colour, the picture may be
 * @throws EngineError 'bad-output' if its pixels cannot be a picture, see `picture-check.ts`
 */
export async function runStageA(
  sessions: Sessions,
  backend: Backend,
  manifest: Manifest,
  geometry: Geometry,
  latent: Float32Array,
  start?: Bitmap,
): Promise<Bitmap> {
  const { width, height } = geometry;
  const network = await sessions.lease('vqgan-decode');
  try {
    const words = new Int32Array(width * height);
    const bands = stageABands(network.largestTensorBytes, manifest, geometry);
    for (const band of bands) {
      const part = await decode(network, backend, manifest, geometry, latent, band);
      words.set(part, band.keepFrom * manifest.geometry.pixelsPerLatent * width);
    }
    const seams = seamsOf(bands, manifest.geometry.pixelsPerLatent);
    const fault = pictureFault(words, width, seams);
    if (fault !== null && (fault === 'band' || !isEven(start))) {
      throw failure(
        'bad-output',
        WORDS[fault],
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

function isEven(bitmap: Bitmap | undefined): boolean {
  if (bitmap === undefined) return false;
  const { rgba, width } = bitmap;
  const words = new Int32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
  return pictureFault(words, width, []) !== null;
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
