import { feathered, type Mask } from '../diffusion/mask.ts';
import type { Manifest } from '../package/manifest.ts';
import type { Bitmap, GenerateRequest } from '../protocol/engine.ts';
import { failure } from './failures.ts';

/** What a picture starts from, checked. */
export interface ImagePlan {
  bitmap: Bitmap;
  strength: number;
  /** What is painted anew, for the latents; null: everything. */
  mask: Mask | null;
  /** The same with soft edges, for the pixels. */
  soft: Mask | null;
}

const FEATHER_PIXELS = 8;
const MOST_FEATHER = 1024;
/** Larger pictures of a latent are of details that nothing has composed. */
const MOST_ENLARGED = 2;

/**
 * @param composed the size that Stage C composes at, pixels
 * @returns null where the request has no picture
 * @throws EngineError 'bad-request', naming the field, what was expected and what came
 */
export function imagePlan(
  { image, scale }: GenerateRequest,
  { width, height }: { width: number; height: number },
  manifest: Manifest,
): ImagePlan | null {
  if (!image) return null;
  assertEncodes(manifest);
  const { bitmap, strength, mask = null, feather = FEATHER_PIXELS } = image;
  if (!(strength >= 0 && strength <= 1)) throw wrong('strength', 'from 0 to 1', String(strength));
  if (!(feather >= 0 && feather <= MOST_FEATHER)) {
    throw wrong('feather', `from 0 to ${MOST_FEATHER}`, String(feather));
  }
  const pixels = bitmap.width * bitmap.height;
  assertLength('bitmap.rgba', bitmap.rgba, 4 * pixels);
  const isSame = bitmap.width === width && bitmap.height === height;
  const times = width / bitmap.width;
  const isEnlarged =
    scale === undefined && times === height / bitmap.height && times > 1 && times <= MOST_ENLARGED;
  if (!isSame && !(isEnlarged && strength === 0 && !mask)) {
    throw wrong(
      'bitmap',
      scale === undefined && strength === 0 && !mask
        ? `${width}x${height}, or down to half of that in the same proportion`
        : `${width}x${height}`,
      `${bitmap.width}x${bitmap.height}`,
    );
  }
  if (!mask) return { bitmap, strength, mask: null, soft: null };
  if (scale !== undefined) throw wrong('mask', 'absent where the picture is enlarged', 'one');
  if (mask.width !== width || mask.height !== height) {
    throw wrong('mask', `${width}x${height}`, `${mask.width}x${mask.height}`);
  }
  assertLength('mask.data', mask.data, pixels);
  if (!mask.data.some((value) => value > 0)) {
    throw wrong('mask', 'to have pixels that are painted anew', 'none');
  }
  return { bitmap, strength, mask, soft: feathered(mask, feather) };
}

/** @throws EngineError 'bad-request' where the model knows words only */
export function assertEncodes({ imageEncoders }: Manifest): void {
  if (imageEncoders) return;
  throw failure(
    'bad-request',
    'This model has no encoders for pictures: it paints from words only.',
    'Choose another model, or ask whoever exports this one to add the compressor.',
  );
}

function assertLength(field: string, bytes: Uint8ClampedArray, expected: number): void {
  if (bytes.length !== expected) throw wrong(field, `${expected} bytes`, String(bytes.length));
}

const wrong = (field: string, expected: string, received: string) =>
  failure(
    'bad-request',
    `Expected image.${field} to be ${expected}; received ${received}.`,
    'Choose the picture again.',
  );
