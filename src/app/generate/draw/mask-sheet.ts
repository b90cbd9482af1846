import type { Bitmap } from '../../../protocol/engine.ts';
import type { Size } from '../../lib/settings/sizes.ts';
import type { StartChoice } from '../../lib/settings/start.ts';
import { readStart } from '../../pictures/public.ts';
import { cropToShape } from '../start/crop.ts';
import { startBitmap } from '../start/pixels.ts';
import { MaskDrawing } from './mask-drawing.ts';

/** A start picture that is being marked, in the size and shape in which it is painted. */
export interface MaskSheet {
  /** Says of which picture, part and size this is. */
  key: string;
  bitmap: Bitmap;
  /** Of the start picture's file, in pixels. */
  fileSize: Size;
  drawing: MaskDrawing;
}

/** What was drawn last: it is still there when the sheet was closed, by Back for instance, and is opened again. */
let latest: MaskSheet | null = null;

/** @returns null if the picture is gone; a mask that is gone leaves a sheet without marks */
export async function openSheet(
  { startPicture, startMask }: Pick<StartChoice, 'startPicture' | 'startMask'>,
  size: Size,
): Promise<MaskSheet | null> {
  const key = [startPicture, startMask?.sha256, size.width, size.height].join(' ');
  if (latest?.key === key) return latest;
  const file = startPicture === null ? null : await readStart(startPicture);
  if (file === null) return null;
  const maskFile = startMask === null ? null : await readStart(startMask.sha256);
  const [bitmap, fileSize, mask] = await Promise.all([
    startBitmap(file, size),
    sizeOf(file),
    maskFile && startBitmap(maskFile, size),
  ]);
  const drawing = new MaskDrawing(
    size,
    mask?.rgba.filter((_, i) => i % 4 === 0),
  );
  latest = { key, bitmap, fileSize, drawing };
  return latest;
}

/** Keeps the sheet's undo for its next opening, when what was marked has become a file. */
export function renameSheet(sheet: MaskSheet, sha256: string | null): void {
  const [picture, , width, height] = sheet.key.split(' ');
  latest = { ...sheet, key: [picture, sha256 ?? undefined, width, height].join(' ') };
}

/** What is marked as a grey PNG with the sides of the start picture's file, so that both are cut alike. */
export async function maskFile({ drawing, fileSize }: MaskSheet): Promise<Blob> {
  const { width, height, data } = drawing.surface;
  const grey = new ImageData(width, height);
  for (let i = 0; i < data.length; i++) grey.data.fill(data[i]!, 4 * i, 4 * i + 3);
  for (let i = 3; i < grey.data.length; i += 4) grey.data[i] = 255;
  const drawn = canvasOf({ width, height });
  drawn.putImageData(grey, 0, 0);
  const whole = canvasOf(fileSize);
  whole.fillRect(0, 0, fileSize.width, fileSize.height);
  const part = cropToShape(fileSize, { width, height });
  whole.imageSmoothingQuality = 'high';
  whole.drawImage(drawn.canvas, part.x, part.y, part.width, part.height);
  return whole.canvas.convertToBlob({ type: 'image/png' });
}

async function sizeOf(file: Blob): Promise<Size> {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  bitmap.close();
  return { width, height };
}

function canvasOf({ width, height }: Size): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw new Error('Expected a 2D canvas context but received none.');
  return context;
}
