import type { Size } from '../../lib/sizes.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const IHDR = 0x49484452;

/** Width and height as a PNG's first chunk states them, without decoding; null if it is none. */
export async function readPngSize(file: Blob): Promise<Size | null> {
  const bytes = new DataView(await file.slice(0, 24).arrayBuffer());
  if (bytes.byteLength < 24 || bytes.getUint32(12) !== IHDR) return null;
  if (SIGNATURE.some((byte, i) => bytes.getUint8(i) !== byte)) return null;
  return { width: bytes.getUint32(16), height: bytes.getUint32(20) };
}
