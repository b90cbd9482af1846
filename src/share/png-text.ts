import { inflate } from './inflate.ts';
import { PngError } from './png-error.ts';
import { decodeText, latin1 } from './user-comment.ts';

/** More than anyone types, less than a phone feels. */
const MAX_TEXT_BYTES = 1 << 20;

/**
 * A text as chunk data: Latin-1 where it fits, UTF-8 otherwise (PNG specification, 11.3.3). Latin-1 that is UTF-8, too,
 * would be read as that.
 */
export function encodeText(
  keyword: string,
  text: string,
): { type: 'tEXt' | 'iTXt'; data: Uint8Array } {
  // eslint-disable-next-line no-control-regex -- Latin-1 begins at zero
  if (/^[\u0000-\u00ff]*$/.test(text)) {
    const data = Uint8Array.from(`${keyword}\0${text}`, (sign) => sign.charCodeAt(0));
    if (decodeText(data.subarray(keyword.length + 1)) === text) return { type: 'tEXt', data };
  }
  // Not compressed, method 0, no language, no translated keyword.
  return { type: 'iTXt', data: new TextEncoder().encode(`${keyword}\0\0\0\0\0${text}`) };
}

/** The keyword of a tEXt, zTXt or iTXt chunk. @throws PngError */
export function keywordOf(data: Uint8Array<ArrayBuffer>): string {
  return latin1(data.subarray(0, endOfString(data, 0)));
}

/**
 * The text of a tEXt, zTXt or iTXt chunk. Many programs write UTF-8 where the format wants Latin-1.
 * @throws PngError
 */
export async function decodeChunk(type: string, data: Uint8Array<ArrayBuffer>): Promise<string> {
  const keywordEnd = endOfString(data, 0);
  if (type === 'tEXt') return decodeText(within(data.subarray(keywordEnd + 1)));
  if (type === 'zTXt') {
    const [method] = data.subarray(keywordEnd + 1);
    return decodeText(await unpack(method, data.subarray(keywordEnd + 2)));
  }
  const [compressed, method] = data.subarray(keywordEnd + 1);
  const languageEnd = endOfString(data, keywordEnd + 3);
  const text = data.subarray(endOfString(data, languageEnd + 1) + 1);
  return utf8(compressed === 0 ? within(text) : await unpack(method, text));
}

function endOfString(data: Uint8Array, from: number): number {
  const zero = data.indexOf(0, from);
  if (zero < 0) throw new PngError('damaged', 'A text chunk has no end of its keyword.');
  return zero;
}

function within(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (bytes.length <= MAX_TEXT_BYTES) return bytes;
  throw new PngError('too-long', `Expected a text of at most ${MAX_TEXT_BYTES} bytes.`);
}

async function unpack(
  method: number | undefined,
  packed: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (method !== 0) throw new PngError('damaged', 'A text is packed in an unknown way.');
  return inflate(packed, MAX_TEXT_BYTES);
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new PngError('damaged', 'A text is not the UTF-8 that it should be.');
  }
}
