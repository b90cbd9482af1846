import { normalised, planesOverWhite, resizedPlanes } from '../diffusion/pixels.ts';
import type { Geometry } from '../diffusion/geometry.ts';
import type { ImageNetworkName, Manifest } from '../package/manifest.ts';
import { EngineError, type Bitmap, type Latent } from '../protocol/engine.ts';
import type { Backend } from './backend.ts';
import { assertFinite } from './denoise.ts';
import { failure } from './failures.ts';
import { assertEncodes, type ImagePlan } from './image-request.ts';
import { geometryOf } from './request.ts';
import { disposeAll, floats } from './runtime.ts';
import type { Sessions } from './sessions.ts';
import type { TextStage } from './text.ts';

/** What a picture to start from looks like in the latents. */
export interface EncodedImage {
  /** Stage C's x0, float32 [1, 16, h, w]. */
  prior: Float32Array<ArrayBuffer>;
  /** Stage B's, float32 [1, 4, H, W]; null where nothing of the picture is kept as it is. */
  decoder: Float32Array<ArrayBuffer> | null;
}

/** The encoders that a picture needs, in the order in which they run. */
export const encodersFor = (image: ImagePlan | null): ImageNetworkName[] =>
  image ? ['compressor', ...(image.mask ? (['vqgan-encode'] as const) : [])] : [];

interface Encoding {
  manifest: Manifest;
  backend: Backend;
  sessions: Sessions;
  geometry: Geometry;
  signal: AbortSignal;
}

/**
 * @param onEncoded called after each network
 * @throws EngineError 'bad-output' if a latent holds NaN or infinity; the signal's reason when aborted
 */
export async function encodeImage(
  encoding: Encoding,
  image: ImagePlan,
  onEncoded: () => void,
): Promise<EncodedImage> {
  const { manifest, geometry, signal } = encoding;
  const { compressor } = manifest.imageEncoders!;
  const { prior, decoder } = geometry;
  const planes = planesOverWhite(image.bitmap);
  const seen = {
    width: prior.width * compressor.pixelsPerCell,
    height: prior.height * compressor.pixelsPerCell,
  };
  const small = normalised(resizedPlanes(planes, image.bitmap, seen), compressor);
  const composed = await run(encoding, 'compressor', small, seen, prior);
  onEncoded();
  signal.throwIfAborted();
  if (!image.mask) return { prior: composed, decoder: null };
  const detailed = await run(encoding, 'vqgan-encode', planes, image.bitmap, decoder);
  onEncoded();
  return { prior: composed, decoder: detailed };
}

/**
 * The Semantic Compressor's latent of a picture by itself, in float32 arithmetic where float16 gives none.
 * @throws EngineError; the signal's reason when aborted
 */
export async function encodePicture(
  {
    manifest,
    backend,
    sessions,
    text,
  }: Omit<Encoding, 'geometry' | 'signal'> & { text: TextStage },
  bitmap: Bitmap,
  signal: AbortSignal,
): Promise<Latent> {
  assertEncodes(manifest);
  const geometry = geometryOf(bitmap, manifest);
  await sessions.load(text.files(), () => undefined, signal, ['compressor']);
  const image = { bitmap, strength: 0, mask: null, soft: null };
  const encode = () =>
    encodeImage({ manifest, backend, sessions, geometry, signal }, image, () => undefined);
  const { prior } = await encode().catch(async (error: unknown) => {
    const isBad = error instanceof EngineError && error.failure.code === 'bad-output';
    if (!isBad || !(await sessions.useFloat32())) throw error;
    return encode();
  });
  signal.throwIfAborted();
  const { channels, height, width } = geometry.prior;
  return { channels, height, width, data: prior };
}

async function run(
  { backend, sessions }: Encoding,
  name: ImageNetworkName,
  planes: Float32Array<ArrayBuffer>,
  { width, height }: { width: number; height: number },
  shape: { channels: number; width: number; height: number },
): Promise<Float32Array<ArrayBuffer>> {
  const network = await sessions.lease(name);
  try {
    const pixels = new backend.runtime.Tensor('float32', planes, [1, 3, height, width]);
    const outputs = await network.run({ pixels });
    const latent = (await floats(outputs['latent']!)).slice();
    disposeAll(outputs);
    const expected = shape.channels * shape.width * shape.height;
    if (latent.length !== expected) {
      throw failure(
        'bad-output',
        `Expected ${expected} values from ${name}; received ${latent.length}.`,
        'The model package is damaged: export it again.',
      );
    }
    assertFinite(latent, name === 'compressor' ? 'The compressor' : "Stage A's encoder");
    return latent;
  } finally {
    await network.release();
  }
}
