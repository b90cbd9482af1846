/**
 * How a picture's size fixes the sizes of both latents, and which sizes a model can paint.
 * Sources: diffusers `WuerstchenPriorPipeline.__call__` (ceil(px / 42.67)) and
 * `WuerstchenDecoderPipeline.__call__` (int(side * 10.67)); Stage B halves its side at each level.
 */

/** A side of the picture, in pixels, that the model can paint. */
export type PixelSize = number & { readonly unit: 'pixels' };

/** A side of a latent, in latent cells. */
type LatentSize = number & { readonly unit: 'latent cells' };

/** What a model fixes about sizes; the published models' values in parentheses. */
export interface GeometryConstants {
  /** Pixels per Stage C cell (42.67). */
  resolutionMultiple: number;
  /** Stage B cells per Stage C cell (10.67). */
  latentDimScale: number;
  /** Stage B's side must divide by this: patch size times 2^(levels - 1) (16). */
  decoderMultiple: number;
  /** Pixels per Stage B cell (4). */
  pixelsPerLatent: number;
  /** Smallest side in pixels, inclusive (256). */
  minSide: number;
  /** Largest side in pixels, inclusive (1536). */
  maxSide: number;
  /** Channels of the Stage C latent; default 16. */
  priorChannels?: number;
  /** Channels of the Stage B latent; default 4. */
  decoderChannels?: number;
}

/** A picture size that has passed `assertSize`. */
export interface PictureSize {
  width: PixelSize;
  height: PixelSize;
}

/** Shape of a latent tensor float32 [1, channels, height, width]. */
export interface LatentShape {
  width: LatentSize;
  height: LatentSize;
  channels: number;
}

/** Every size of one generation. */
export interface Geometry extends PictureSize {
  /** Stage C. */
  prior: LatentShape;
  /** Stage B. */
  decoder: LatentShape;
}

const DEFAULT_PRIOR_CHANNELS = 16;
const DEFAULT_DECODER_CHANNELS = 4;
const NEAREST_COUNT = 3;

/**
 * The sizes of both latents for a picture of width x height pixels.
 * @throws RangeError as `assertSize`.
 */
export function geometryFor(width: number, height: number, constants: GeometryConstants): Geometry {
  const size = assertSize(width, height, constants);
  const across = latentSides(size.width, constants);
  const down = latentSides(size.height, constants);
  return {
    ...size,
    prior: {
      width: across.prior,
      height: down.prior,
      channels: constants.priorChannels ?? DEFAULT_PRIOR_CHANNELS,
    },
    decoder: {
      width: across.decoder,
      height: down.decoder,
      channels: constants.decoderChannels ?? DEFAULT_DECODER_CHANNELS,
    },
  };
}

/** Every side in pixels that the model can paint, rising; may be empty for odd constants. */
export function validSides(constants: GeometryConstants): PixelSize[] {
  const sides: PixelSize[] = [];
  for (let side = Math.ceil(constants.minSide); side <= constants.maxSide; side++) {
    if (isValidSide(side, constants)) sides.push(side);
  }
  return sides;
}

/**
 * Up to three valid sizes nearest to width x height (Euclidean distance in pixels; of equal ones
 * the smaller picture first), nearest first. Empty if a number is not finite.
 */
export function nearestValidSizes(
  width: number,
  height: number,
  constants: GeometryConstants,
): PictureSize[] {
  if (!Number.isFinite(width) || !Number.isFinite(height)) return [];
  const near = (target: number) =>
    validSides(constants)
      .sort((a, b) => Math.abs(a - target) - Math.abs(b - target) || a - b)
      .slice(0, NEAREST_COUNT);
  const distance = (size: PictureSize) => Math.hypot(size.width - width, size.height - height);
  const area = (size: PictureSize) => size.width * size.height;
  const heights = near(height);
  return near(width)
    .flatMap((w) => heights.map((h) => ({ width: w, height: h })))
    .sort((a, b) => distance(a) - distance(b) || area(a) - area(b) || a.width - b.width)
    .slice(0, NEAREST_COUNT);
}

/**
 * Checks a picture size, and brands it.
 * @throws RangeError saying what was expected, what came, and which valid sizes are nearest.
 */
export function assertSize(
  width: number,
  height: number,
  constants: GeometryConstants,
): PictureSize {
  if (isValidSide(width, constants) && isValidSide(height, constants)) return { width, height };
  const nearest = nearestValidSizes(width, height, constants)
    .map((size) => `${size.width}x${size.height}`)
    .join(', ');
  throw new RangeError(
    `Expected width and height from ${validSides(constants).join(', ')}; received ${width}x${height}.` +
      (nearest === '' ? '' : ` Nearest: ${nearest}.`),
  );
}

function isValidSide(side: number, constants: GeometryConstants): side is PixelSize {
  if (!Number.isInteger(side) || side < constants.minSide || side > constants.maxSide) return false;
  const { decoder } = latentSides(side, constants);
  return (
    decoder > 0 &&
    decoder % constants.decoderMultiple === 0 &&
    decoder * constants.pixelsPerLatent === side
  );
}

/** Float64 products, ceiling and truncation in the order of the Python code. */
function latentSides(
  side: number,
  constants: GeometryConstants,
): { prior: LatentSize; decoder: LatentSize } {
  const prior = Math.ceil(side / constants.resolutionMultiple);
  const decoder = Math.trunc(prior * constants.latentDimScale);
  return { prior: prior as LatentSize, decoder: decoder as LatentSize };
}
