import type { Bitmap } from '../../../../protocol/engine.ts';
import type { Size } from '../../../lib/settings/sizes.ts';

export function contextOf({ width, height }: Size): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw new Error('Expected a 2D canvas context but received none.');
  return context;
}

export function pngOf({ canvas }: OffscreenCanvasRenderingContext2D): Promise<Blob> {
  return canvas.convertToBlob({ type: 'image/png' });
}

export function bitmapFile({ width, height, rgba }: Bitmap): Promise<Blob> {
  const context = contextOf({ width, height });
  context.putImageData(new ImageData(rgba, width, height), 0, 0);
  return pngOf(context);
}
