/** How many bytes name the encoding of an EXIF `UserComment`. */
const CODE_BYTES = 8;

/**
 * The text of an EXIF `UserComment`. Its first 8 bytes name its encoding: `UNICODE` is UTF-16 in either byte order, with
 * a mark or without; `ASCII`, or nothing, is UTF-8 or Latin-1 in what programs write.
 */
export function decodeUserComment(bytes: Uint8Array): string {
  const code = latin1(bytes.subarray(0, CODE_BYTES)).replace(/[\0 ]+$/, '');
  const text = bytes.subarray(CODE_BYTES);
  if (/^UNICODE/i.test(code)) return isAscii(text) ? decodeText(text) : decodeUtf16(text);
  if (/^ASCII/i.test(code)) return decodeText(text);
  if (/^JIS/i.test(code)) return new TextDecoder('iso-2022-jp').decode(text);
  if (code === '') return looksLikeUtf16(text) ? decodeUtf16(text) : decodeText(text);
  // No code at all: the text begins at once.
  return looksLikeUtf16(bytes) ? decodeUtf16(bytes) : decodeText(bytes);
}

/** Strict UTF-8 where it is, otherwise Latin-1. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return latin1(bytes);
  }
}

const LATIN1_STEP = 8192;

/** Not TextDecoder, whose "latin1" is Windows-1252. In steps, because arguments are limited. */
export function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += LATIN1_STEP) {
    text += String.fromCharCode(...bytes.subarray(i, i + LATIN1_STEP));
  }
  return text;
}

/** EXIF's byte order is often not the text's: a mark decides, otherwise in which order it has more ASCII. */
function decodeUtf16(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isMarked = (first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe);
  const isLittle = isMarked ? first === 0xff : zeros(bytes, 1) > zeros(bytes, 0);
  return new TextDecoder(isLittle ? 'utf-16le' : 'utf-16be').decode(bytes);
}

function looksLikeUtf16(bytes: Uint8Array): boolean {
  const units = bytes.length >> 1;
  return units > 1 && zeros(bytes, 0) + zeros(bytes, 1) > units / 2;
}

/** How many of the even (0) or odd (1) bytes are zero. */
function zeros(bytes: Uint8Array, parity: 0 | 1): number {
  let count = 0;
  for (let i = parity; i < bytes.length; i += 2) if (bytes[i] === 0) count++;
  return count;
}

function isAscii(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.every((byte) => byte >= 9 && byte < 127);
}
