import type { Bitmap } from '../../protocol/engine.ts';

/** The picture as a PNG file; lossless, the alpha is 255 throughout. */
export async function encodePng(bitmap: Bitmap): Promise<Blob> {
  const { width, height, rgba } = bitmap;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('Expected a 2D canvas context but received none.');
  context.putImageData(new ImageData(rgba, width, height), 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
}
