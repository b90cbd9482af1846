/** Longest side of a thumbnail, in pixels: sharp on tiles of 160 CSS pixels at twice the density. */
const THUMBNAIL_SIDE = 320;
const QUALITY = 0.85;

export interface Thumbnail {
  blob: Blob;
  /** Mean colour, `#rrggbb`. */
  tone: string;
  /** The picture's own size, in pixels. */
  width: number;
  height: number;
}

/**
 * Makes a picture small; a file is decoded first.
 * @throws DOMException if the browser cannot decode it
 */
export async function makeThumbnail(picture: Blob | OffscreenCanvas): Promise<Thumbnail> {
  const bitmap = await createImageBitmap(picture);
  try {
    const { width, height } = bitmap;
    const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(width, height));
    const canvas = new OffscreenCanvas(side(width * scale), side(height * scale));
    draw(bitmap, canvas);
    const point = new OffscreenCanvas(1, 1);
    const [red = 0, green = 0, blue = 0] = draw(canvas, point).getImageData(0, 0, 1, 1).data;
    return { blob: await encode(canvas), tone: toHexColour([red, green, blue]), width, height };
  } finally {
    bitmap.close();
  }
}

/** WebP where the browser writes it; Safari does not and gets JPEG. */
async function encode(canvas: OffscreenCanvas): Promise<Blob> {
  const webp = await canvas.convertToBlob({ type: 'image/webp', quality: QUALITY });
  if (webp.type === 'image/webp') return webp;
  return canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
}

function draw(source: ImageBitmap | OffscreenCanvas, canvas: OffscreenCanvas) {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('Expected a 2D canvas context but received none.');
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context;
}

function side(pixels: number): number {
  return Math.max(1, Math.round(pixels));
}

function toHexColour(values: number[]): string {
  return `#${values.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}
