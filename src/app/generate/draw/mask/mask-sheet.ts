import type { Bitmap } from '../../../../protocol/engine.ts';
import type { Size } from '../../../lib/settings/sizes.ts';
import type { StartChoice } from '../../../lib/settings/start.ts';
import { readStart } from '../../../pictures/public.ts';
import { cropToShape } from '../../start/crop.ts';
import { startBitmap } from '../../start/pixels.ts';
import { contextOf, pngOf } from '../sheet/canvas.ts';
import { MaskDrawing } from './mask-drawing.ts';
import { NO_MARGINS, type Margins } from '../extend/margins.ts';
import type { Surface } from '../sheet/surface.ts';

/** A start picture that is being marked, in the size and shape in which it is painted. */
export interface MaskSheet {
  /** Says of which picture, part and size this is. */
  key: string;
  bitmap: Bitmap;
  /** Of the start picture's file, in pixels. */
  fileSize: Size;
  drawing: MaskDrawing;
  /** How far the picture is to be extended. */
  margins: Margins;
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
  const mask = startMask === null ? null : await readStart(startMask.sha256);
  const [bitmap, fileSize, marked] = await Promise.all([
    startBitmap(file, size),
    sizeOf(file),
    mask && startBitmap(mask, size),
  ]);
  const drawing = new MaskDrawing(
    size,
    marked?.rgba.filter((_, i) => i % 4 === 0),
  );
  latest = { key, bitmap, fileSize, drawing, margins: NO_MARGINS };
  return latest;
}

/** Keeps the sheet's undo for its next opening, when what was marked has become a file. */
export function renameSheet(sheet: MaskSheet, sha256: string | null): void {
  const [picture, , width, height] = sheet.key.split(' ');
  latest = { ...sheet, key: [picture, sha256 ?? undefined, width, height].join(' ') };
}

/** How far the sheet that was opened last is to be extended, for its next opening. */
export function keepMargins(margins: Margins): void {
  if (latest !== null) latest = { ...latest, margins };
}

/**
 * A mask as a grey PNG with the sides of the start picture's file, so that both are cut alike.
 * @param size of that file
 */
export async function maskFile({ width, height, data }: Surface, size: Size): Promise<Blob> {
  const rgba = new Uint8ClampedArray(data.length * 4).fill(255);
  for (let i = 0; i < data.length; i++) rgba.fill(data[i]!, 4 * i, 4 * i + 3);
  const drawn = contextOf({ width, height });
  drawn.putImageData(new ImageData(rgba, width, height), 0, 0);
  const whole = contextOf(size);
  whole.fillRect(0, 0, size.width, size.height);
  const part = cropToShape(size, { width, height });
  whole.imageSmoothingQuality = 'high';
  whole.drawImage(drawn.canvas, part.x, part.y, part.width, part.height);
  return pngOf(whole);
}

async function sizeOf(file: Blob): Promise<Size> {
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  bitmap.close();
  return { width, height };
}
