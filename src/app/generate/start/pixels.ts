import type { Bitmap } from '../../../protocol/engine.ts';
import type { Size } from '../../lib/settings/sizes.ts';
import { cropToShape } from './crop.ts';
import { isHeic } from './file-kind.ts';
import { readImageHeader } from './image-header.ts';

/** Why a file cannot be started from. */
export type StartFault = 'many' | 'too-big' | 'heic' | 'unreadable';

/** No photograph of a camera is larger; what is costs a page its memory. */
const MOST_BYTES = 64 * 2 ** 20;
const MOST_PIXELS = 100e6;
/** A file up to these is kept as it is: sides in pixels. */
const KEPT_SIDE = 2048;
const KEPT_BYTES = 8 * 2 ** 20;
const QUALITY = 0.95;

export type StartReading =
  /** `isAnimated`: of several frames the first one is used. */
  | ({ kind: 'picture'; file: Blob; isAnimated: boolean } & Size)
  | { kind: 'fault'; fault: StartFault };

/**
 * Reads a chosen file as far as it takes to know that it can be started from. What its first bytes call enormous is not
 * decoded at all; whatever is decoded is let go of as soon as it has been made smaller, and only that goes further.
 * It never throws: what is wrong with a file is an answer.
 * @returns the file to be kept, smaller where it was far larger than what is painted; its size in pixels, upright
 */
export async function readStartFile(file: Blob): Promise<StartReading> {
  const fault = (fault: StartFault): StartReading => ({ kind: 'fault', fault });
  if (file.size > MOST_BYTES) return fault('too-big');
  const header = await readImageHeader(file).catch(() => null);
  if (header !== null && header.width * header.height > MOST_PIXELS) return fault('too-big');
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return fault(
      await isHeic(file).then(
        (is) => (is ? 'heic' : 'unreadable'),
        () => 'unreadable',
      ),
    );
  }
  try {
    const { width, height } = bitmap;
    if (width * height > MOST_PIXELS) return fault('too-big');
    const scale = Math.min(1, KEPT_SIDE / Math.max(width, height));
    const isAnimated = header?.isAnimated ?? false;
    // Of an animation no more than its frame.
    const isKept = scale === 1 && file.size <= KEPT_BYTES && !isAnimated;
    const kept = isKept
      ? new Blob([file], { type: file.type })
      : await shrink(bitmap, {
          width: Math.max(1, Math.round(width * scale)),
          height: Math.max(1, Math.round(height * scale)),
        });
    return { kind: 'picture', file: kept, isAnimated, width, height };
  } catch {
    return fault('unreadable');
  } finally {
    bitmap.close();
  }
}

/**
 * The part of a picture that has the shape of what is painted, in its size, on white.
 * @throws DOMException if the browser cannot decode it
 */
export async function startBitmap(file: Blob, { width, height }: Size): Promise<Bitmap> {
  const bitmap = await createImageBitmap(file);
  try {
    const { data } = draw(bitmap, { width, height }).getImageData(0, 0, width, height);
    return { width, height, rgba: data };
  } finally {
    bitmap.close();
  }
}

function shrink(bitmap: ImageBitmap, size: Size): Promise<Blob> {
  return draw(bitmap, size).canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
}

function draw(bitmap: ImageBitmap, { width, height }: Size) {
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw new Error('Expected a 2D canvas context but received none.');
  // What is transparent lets white through, as in the engine.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  const part = cropToShape(bitmap, { width, height });
  context.drawImage(bitmap, part.x, part.y, part.width, part.height, 0, 0, width, height);
  return context;
}
