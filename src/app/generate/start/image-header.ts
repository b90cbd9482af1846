import type { Size } from '../../lib/settings/sizes.ts';

/** What a picture's file says of itself before anything is decoded. */
export interface ImageHeader extends Size {
  /** It holds more than one frame. */
  isAnimated: boolean;
}

/** Sizes stand at the beginning, behind colour profiles and thumbnails of some hundred kilobytes at most. */
const HEAD_BYTES = 2 ** 20;

/**
 * Size and kind by the first bytes of a PNG, JPEG, GIF or WebP, so that nothing enormous is decoded.
 * @returns pixels as they are stored, not turned upright; null for other kinds and for what is damaged
 */
export async function readImageHeader(file: Blob): Promise<ImageHeader | null> {
  const bytes = new DataView(await file.slice(0, HEAD_BYTES).arrayBuffer());
  try {
    if (bytes.getUint32(0) === 0x89504e47) return readPng(bytes);
    if (bytes.getUint16(0) === 0xffd8) return readJpeg(bytes);
    if (text(bytes, 0, 4) === 'GIF8') return readGif(new DataView(await file.arrayBuffer()));
    if (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 4) === 'WEBP') return readWebp(bytes);
    return null;
  } catch (error) {
    // It ends before its size.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** An animated PNG has acTL before its first pixels. */
function readPng(bytes: DataView): ImageHeader | null {
  if (text(bytes, 12, 4) !== 'IHDR') return null;
  const size = { width: bytes.getUint32(16), height: bytes.getUint32(20) };
  for (let at = 8; at + 8 <= bytes.byteLength; at += 12 + bytes.getUint32(at)) {
    const type = text(bytes, at + 4, 4);
    if (type === 'acTL') return { ...size, isAnimated: bytes.getUint32(at + 8) > 1 };
    if (type === 'IDAT') break;
  }
  return { ...size, isAnimated: false };
}

/** Start-of-frame markers are C0 to CF without those of tables (C4, CC) and of what JPEG reserves (C8). */
function readJpeg(bytes: DataView): ImageHeader | null {
  for (let at = 2; bytes.getUint8(at) === 0xff;) {
    const marker = bytes.getUint8(at + 1);
    // Fill bytes may stand before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      const [height, width] = [bytes.getUint16(at + 5), bytes.getUint16(at + 7)];
      return { width, height, isAnimated: false };
    }
    at += 2 + bytes.getUint16(at + 2);
  }
  return null;
}

const [IMAGE, EXTENSION, COLOURS] = [0x2c, 0x21, 0x80];

/** Frames are counted up to the second. */
function readGif(bytes: DataView): ImageHeader {
  const size = { width: bytes.getUint16(6, true), height: bytes.getUint16(8, true) };
  const tableBytes = (flags: number) => (flags & COLOURS ? 3 * 2 ** ((flags & 7) + 1) : 0);
  /** Blocks of at most 255 bytes, up to an empty one. */
  const afterBlocks = (at: number) => {
    let next = at;
    while (bytes.getUint8(next) > 0) next += 1 + bytes.getUint8(next);
    return next + 1;
  };
  let frames = 0;
  try {
    for (let at = 13 + tableBytes(bytes.getUint8(10)); frames < 2;) {
      const kind = bytes.getUint8(at);
      if (kind === EXTENSION) at = afterBlocks(at + 2);
      else if (kind === IMAGE) {
        frames += 1;
        at = afterBlocks(at + 11 + tableBytes(bytes.getUint8(at + 9)));
      } else break;
    }
  } catch (error) {
    // Cut off: what is there may well be a picture.
    if (!(error instanceof RangeError)) throw error;
  }
  return { ...size, isAnimated: frames > 1 };
}

const ANIMATION_FLAG = 2;

function readWebp(bytes: DataView): ImageHeader | null {
  const kind = text(bytes, 12, 4);
  const three = (at: number) => bytes.getUint16(at, true) + 2 ** 16 * bytes.getUint8(at + 2);
  if (kind === 'VP8X') {
    const isAnimated = (bytes.getUint8(20) & ANIMATION_FLAG) > 0;
    return { width: 1 + three(24), height: 1 + three(27), isAnimated };
  }
  if (kind === 'VP8L') {
    const packed = bytes.getUint32(21, true);
    const [width, height] = [1 + (packed & 0x3fff), 1 + ((packed >>> 14) & 0x3fff)];
    return { width, height, isAnimated: false };
  }
  if (kind !== 'VP8 ') return null;
  const side = (at: number) => bytes.getUint16(at, true) & 0x3fff;
  return { width: side(26), height: side(28), isAnimated: false };
}

function text(bytes: DataView, from: number, length: number): string {
  return String.fromCharCode(...Array.from({ length }, (_, i) => bytes.getUint8(from + i)));
}
