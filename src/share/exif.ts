import type { PictureText } from './picture-texts.ts';
import { decodeText, decodeUserComment, latin1 } from './user-comment.ts';

/** Tags in which programs write settings, or their names. */
const TAGS = [
  ...['UserComment', 'ImageDescription', 'Make', 'Model', 'Software'],
  ...['DocumentName', 'XPComment', 'XPTitle', 'XPSubject'],
];

/** Most bytes that are handed to the reader, which needs up to 64 times as much memory. */
const MAX_EXIF_BYTES = 2 << 20;
const CHUNK_HEAD_BYTES = 8;

/**
 * The texts in the EXIF data of a JPEG or WebP file, or of another one that ExifReader knows; PNG's `eXIf` chunk is a
 * TIFF file. Empty where there are none, or they cannot be read. The reader is loaded when it is first needed.
 */
export async function readExif(bytes: Uint8Array<ArrayBuffer>): Promise<PictureText[]> {
  const { default: ExifReader } = await import('exifreader');
  // In WebP files EXIF stands behind the pixels, in all others before them.
  const part = (webpExif(bytes) ?? bytes).subarray(0, MAX_EXIF_BYTES);
  let tags: Record<string, { value?: unknown } | undefined>;
  try {
    const view = new DataView(part.buffer, part.byteOffset, part.byteLength);
    const options = { expanded: true, includeTags: { exif: TAGS } } as const;
    tags = ExifReader.loadView(view, options).exif ?? {};
  } catch {
    // It tells missing from damaged data in words only; either way there is nothing to be had.
    return [];
  }
  return TAGS.flatMap((keyword) => {
    const text = textOf(keyword, tags[keyword]?.value);
    return text === null ? [] : [{ keyword, text }];
  });
}

/** The EXIF chunk of a WebP file (RIFF: four letters, length, data of even length); null for any other file. */
function webpExif(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  if (latin1(bytes.subarray(0, 4)) !== 'RIFF' || latin1(bytes.subarray(8, 12)) !== 'WEBP') {
    return null;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 12; at + CHUNK_HEAD_BYTES <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    const data = bytes.subarray(at + CHUNK_HEAD_BYTES, at + CHUNK_HEAD_BYTES + length);
    if (latin1(bytes.subarray(at, at + 4)) === 'EXIF') {
      return latin1(data.subarray(0, 6)) === 'Exif\0\0' ? data.subarray(6) : data;
    }
    at += CHUNK_HEAD_BYTES + length + (length % 2);
  }
  return new Uint8Array();
}

function textOf(keyword: string, value: unknown): string | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  // ExifReader has decoded these; NULs separate them.
  if (value.every((part) => typeof part === 'string')) {
    return value.filter((part) => !/^(ASCII|UNICODE)?$/.test(part)).join(', ');
  }
  if (!value.every((part) => typeof part === 'number')) return null;
  const bytes = Uint8Array.from(value);
  if (keyword.startsWith('XP')) return new TextDecoder('utf-16le').decode(bytes);
  return keyword === 'UserComment' ? decodeUserComment(bytes) : decodeText(bytes);
}
