import { crc32 } from './crc32.ts';
import { PngError } from './png-error.ts';
import { decodeChunk, encodeText, keywordOf } from './png-text.ts';

interface Chunk {
  /** Four ASCII letters. */
  type: string;
  /** A view into the file. */
  data: Uint8Array<ArrayBuffer>;
  /** Where the next chunk begins. */
  end: number;
}

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const HEADER_BYTES = 13;
/** Length and type before the data, CRC behind it. */
const FRAME_BYTES = 12;
const TEXT_TYPES = ['tEXt', 'zTXt', 'iTXt'];

/** A text in a PNG file, not decoded yet. */
export interface PngText {
  keyword: string;
  /** @throws PngError where it is damaged, or too long for anything but an attack */
  read: () => Promise<string>;
}

/**
 * The text under `keyword`, or null if the file is whole but has none; of several the first.
 * Every checksum of the file is tested. @throws PngError
 */
export async function readPngText(
  bytes: Uint8Array<ArrayBuffer>,
  keyword: string,
): Promise<string | null> {
  const text = pngTexts(bytes).texts.find((each) => each.keyword === keyword);
  return text === undefined ? null : text.read();
}

/**
 * All texts of a file in its order, and the data of its `eXIf` chunk, a TIFF file. Every checksum of the file is tested.
 * @throws PngError
 */
export function pngTexts(bytes: Uint8Array<ArrayBuffer>): {
  texts: PngText[];
  exif: Uint8Array<ArrayBuffer> | null;
} {
  const chunks = [...chunksOf(bytes)];
  const texts = chunks
    .filter(({ type }) => TEXT_TYPES.includes(type))
    .map(({ type, data }) => ({ keyword: keywordOf(data), read: () => decodeChunk(type, data) }));
  return { texts, exif: chunks.find(({ type }) => type === 'eXIf')?.data ?? null };
}

/** The same file with one more text, right behind its header. @throws PngError */
export function withPngText(
  bytes: Uint8Array<ArrayBuffer>,
  keyword: string,
  text: string,
): Uint8Array<ArrayBuffer> {
  const [header] = chunksOf(bytes);
  const { type, data } = encodeText(keyword, text);
  const chunk = frame(type, data);
  const whole = new Uint8Array(bytes.length + chunk.length);
  whole.set(bytes.subarray(0, header!.end));
  whole.set(chunk, header!.end);
  whole.set(bytes.subarray(header!.end), header!.end + chunk.length);
  return whole;
}

/** From IHDR to IEND; what follows the end is no part of the file. Nothing is copied. */
function* chunksOf(bytes: Uint8Array<ArrayBuffer>): Generator<Chunk> {
  if (!SIGNATURE.every((byte, i) => bytes[i] === byte)) {
    throw new PngError('not-png', 'Expected a PNG file, but it does not begin like one.');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let start = SIGNATURE.length;
  for (let index = 0; ; index++) {
    const chunk = chunkAt(bytes, view, start);
    const isHeader = chunk.type === 'IHDR' && chunk.data.length === HEADER_BYTES;
    if (index === 0 && !isHeader) throw new PngError('damaged', 'Expected IHDR as first chunk.');
    yield chunk;
    if (chunk.type === 'IEND') return;
    start = chunk.end;
  }
}

function chunkAt(bytes: Uint8Array<ArrayBuffer>, view: DataView, start: number): Chunk {
  const left = bytes.length - start - FRAME_BYTES;
  const length = left < 0 ? 0 : view.getUint32(start);
  if (length > left) {
    throw new PngError('truncated', `The file ends inside of the chunk at byte ${start}.`);
  }
  const type = String.fromCharCode(...bytes.subarray(start + 4, start + 8));
  const data = bytes.subarray(start + 8, start + 8 + length);
  const crc = view.getUint32(start + 8 + length);
  if (!/^[A-Za-z]{4}$/.test(type) || crc !== crc32(bytes.subarray(start + 4, start + 8 + length))) {
    throw new PngError('damaged', `The chunk at byte ${start} does not match its checksum.`);
  }
  return { type, data, end: start + FRAME_BYTES + length };
}

function frame(type: string, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(data.length + FRAME_BYTES);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  chunk.set(new TextEncoder().encode(type), 4);
  chunk.set(data, 8);
  view.setUint32(8 + data.length, crc32(chunk.subarray(4, 8 + data.length)));
  return chunk;
}
