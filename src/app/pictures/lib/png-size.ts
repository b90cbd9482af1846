import type { Size } from '../../lib/settings/sizes.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const IHDR = 0x49484452;

/** Whether a file begins like a PNG, whatever comes behind that. */
export async function isPng(file: Blob): Promise<boolean> {
  const bytes = new Uint8Array(await file.slice(0, SIGNATURE.length).arrayBuffer());
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/** Width and height as a PNG's first chunk states them, without decoding; null if it is none. */
export async function readPngSize(file: Blob): Promise<Size | null> {
  if (!(await isPng(file))) return null;
  const bytes = new DataView(await file.slice(0, 24).arrayBuffer());
  if (bytes.byteLength < 24 || bytes.getUint32(12) !== IHDR) return null;
  return { width: bytes.getUint32(16), height: bytes.getUint32(20) };
}
