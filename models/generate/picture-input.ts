import { geometryFor, nearestValidSizes, validSides } from '../../src/diffusion/geometry.ts';
import type { Mask } from '../../src/diffusion/mask.ts';
import { resizedPlanes } from '../../src/diffusion/pixels.ts';
import type { Manifest } from '../../src/package/manifest.ts';
import type { Bitmap, ImageInput } from '../../src/protocol/engine.ts';
import { readPng } from './read-png.ts';

/** What the command line says of the picture to start from. */
export interface PictureInputFlags {
  /** PNG files. */
  image?: string;
  mask?: string;
  reconstruct?: string;
  /** Default for `image`: 0.6. */
  strength?: number;
  feather?: number;
}

interface Size {
  width: number;
  height: number;
}

const STRENGTH = 0.6;

/**
 * The picture that a request starts from, at a size that the model paints: resized to cover it, the rest cut off evenly.
 * @param size that is asked for; default: the one nearest to the picture's
 * @returns null where there is none
 * @throws Error naming the file that is missing, no PNG or of the wrong size, or flags that do not go together
 */
export function readPictureInput(
  { image, mask, reconstruct, strength, feather }: PictureInputFlags,
  manifest: Manifest,
  size?: Size,
): { input: ImageInput; size: Size } | null {
  const path = image ?? reconstruct;
  if (path === undefined) {
    if (mask !== undefined || strength !== undefined || feather !== undefined) {
      throw new Error(
        '--mask, --strength and --feather need a picture: give one with --image FILE.',
      );
    }
    return null;
  }
  if (image !== undefined && reconstruct !== undefined) {
    throw new Error('--reconstruct takes the place of --image: give one of the two.');
  }
  if (reconstruct !== undefined && (mask !== undefined || strength !== undefined)) {
    throw new Error('--reconstruct changes nothing: --mask and --strength go with --image.');
  }
  const picture = readPng(path);
  const wanted = size ?? nearestSize(picture, manifest);
  // Before the picture is made larger or smaller for a size that the model does not paint.
  geometryFor(wanted.width, wanted.height, manifest.geometry);
  const input: ImageInput = {
    bitmap: covering(picture, wanted),
    strength: reconstruct === undefined ? (strength ?? STRENGTH) : 0,
    ...(mask !== undefined && { mask: readMask(mask, picture, wanted) }),
    ...(feather !== undefined && { feather }),
  };
  return { input, size: wanted };
}

/** The size nearest to a picture's, once it is no larger than what the model paints. */
function nearestSize({ width, height }: Size, { geometry }: Manifest): Size {
  const most = validSides(geometry).at(-1) ?? geometry.maxSide;
  const scale = Math.min(1, most / Math.max(width, height));
  const [nearest] = nearestValidSizes(width * scale, height * scale, geometry);
  if (!nearest) throw new Error('This model paints no size at all: its manifest is damaged.');
  return nearest;
}

/** White is painted anew, black and what is transparent stays. */
function readMask(path: string, picture: Size, size: Size): Mask {
  const bitmap = readPng(path);
  if (bitmap.width !== picture.width || bitmap.height !== picture.height) {
    throw new Error(
      `${path}: expected a mask of ${picture.width}x${picture.height}, as the picture; it is ${bitmap.width}x${bitmap.height}.`,
    );
  }
  const { width, height, rgba } = covering(bitmap, size);
  const data = new Uint8ClampedArray(width * height);
  for (let i = 0; i < data.length; i++) {
    const [red, green, blue, alpha] = rgba.subarray(4 * i, 4 * i + 4) as unknown as number[];
    data[i] = ((0.299 * red! + 0.587 * green! + 0.114 * blue!) * alpha!) / 255;
  }
  return { width, height, data };
}

/** The middle of a bitmap in the proportion of a size, resized to it. */
function covering({ width, height, rgba }: Bitmap, size: Size): Bitmap {
  const scale = Math.min(width / size.width, height / size.height);
  const [across, down] = [size.width, size.height].map((side) => Math.round(side * scale));
  const part = { width: Math.min(width, across!), height: Math.min(height, down!) };
  const left = Math.floor((width - part.width) / 2);
  const top = Math.floor((height - part.height) / 2);
  if (part.width === size.width && part.width === width && part.height === height) {
    if (part.height === size.height) return { width, height, rgba };
  }
  const planes = new Float32Array(4 * part.width * part.height);
  for (let y = 0; y < part.height; y++) {
    for (let x = 0; x < part.width; x++) {
      for (let c = 0; c < 4; c++) {
        const value = rgba[4 * ((top + y) * width + left + x) + c]!;
        planes[(c * part.height + y) * part.width + x] = value;
      }
    }
  }
  const resized = resizedPlanes(planes, part, size);
  const pixels = size.width * size.height;
  const bytes = Uint8ClampedArray.from(
    { length: 4 * pixels },
    (_, i) => resized[(i % 4) * pixels + (i >> 2)]!,
  );
  return { ...size, rgba: bytes };
}
