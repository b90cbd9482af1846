import type { Bitmap } from '../../../protocol/engine.ts';

/** The picture as a canvas that no document holds. */
export function toCanvas({ width, height, rgba }: Bitmap): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('Expected a 2D canvas context but received none.');
  context.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas;
}

/** A PNG file; lossless where every alpha is 255, as in all that the engine paints. */
export function encodePng(canvas: OffscreenCanvas): Promise<Blob> {
  return canvas.convertToBlob({ type: 'image/png' });
}
