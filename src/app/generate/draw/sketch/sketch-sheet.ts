import { setSize, setStartPicture, setStrength, useForm } from '../../../state/form.ts';
import type { Size } from '../../../lib/settings/sizes.ts';
import { SKETCH_STRENGTH } from '../../../lib/settings/start.ts';
import { keepStart, readStart } from '../../../pictures/public.ts';
import { NO_NEWS, useStartNews } from '../../generate-state.ts';
import { startBitmap } from '../../start/pixels.ts';
import { bitmapFile } from '../sheet/canvas.ts';
import { SketchDrawing } from './sketch-drawing.ts';

/** What was drawn last: it is still there when the sheet was closed, by Back for instance, and is opened again. */
let latest: { key: string; drawing: SketchDrawing } | null = null;

const keyOf = (picture: string | null, { width, height }: Size) =>
  [picture, width, height].join(' ');

/**
 * Paper, or the start picture, in the size in which it is painted.
 * @param picture SHA-256 of the start picture; null where there is none
 * @returns null if the picture is gone
 */
export async function openSketch(
  picture: string | null,
  size: Size,
): Promise<SketchDrawing | null> {
  const key = keyOf(picture, size);
  if (latest?.key === key) return latest.drawing;
  const file = picture === null ? null : await readStart(picture);
  if (picture !== null && file === null) return null;
  // A sketch that is not used yet follows another size.
  const unused = latest !== null && picture === null && latest.key.startsWith(' ');
  const ground = file ?? (unused ? await fileOf(latest!.drawing) : null);
  const bitmap = ground && (await startBitmap(ground, size));
  latest = { key, drawing: new SketchDrawing(size, bitmap?.rgba) };
  return latest.drawing;
}

/** Makes the sketch the start picture. */
export async function applySketch(drawing: SketchDrawing): Promise<void> {
  const { startPicture } = useForm.getState();
  const hash = await keepStart(await fileOf(drawing));
  if (hash === null) return;
  const { width, height } = drawing.surface;
  latest = { key: keyOf(hash, { width, height }), drawing };
  setStartPicture(hash);
  useStartNews.setState(NO_NEWS);
  setSize({ width, height });
  // Who draws on a picture has chosen how much of it stays.
  if (startPicture === null) setStrength(SKETCH_STRENGTH);
}

function fileOf({ surface: { width, height, data } }: SketchDrawing): Promise<Blob> {
  return bitmapFile({ width, height, rgba: data });
}
