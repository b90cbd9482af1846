import { readExif } from './exif.ts';
import { readPictureTexts, type PictureText } from './picture-texts.ts';
import { PngError } from './png-error.ts';
import { pngTexts } from './png.ts';
import type { SettingsReading } from './settings.ts';
import { findXmp, readXmp } from './xmp.ts';

export { pngWithSettings } from './png-with-settings.ts';

const XMP_KEYWORD = 'XML:com.adobe.xmp';
/** More texts than any program writes, and more in them: each can hold a mebibyte, packed into a kilobyte. */
const MOST_TEXTS = 200;
const MOST_SIGNS = 8 << 20;

/** What a PNG file says about its making, or null if it says nothing. @throws PngError */
export async function readPngSettings(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<SettingsReading | null> {
  const { texts, exif } = pngTexts(bytes);
  const found: PictureText[] = [];
  let fault: PngError | null = null;
  let signs = 0;
  for (const { keyword, read } of texts.slice(0, MOST_TEXTS)) {
    if (signs > MOST_SIGNS) break;
    try {
      const text = await read();
      signs += text.length;
      if (keyword === XMP_KEYWORD) found.push(...readXmp(text));
      else found.push({ keyword, text });
    } catch (error) {
      if (!(error instanceof PngError)) throw error;
      fault ??= error;
    }
  }
  if (exif !== null) found.push(...(await readExif(exif)));
  const reading = readPictureTexts(found);
  // One text that is too long, or damaged, takes nothing from the others.
  if (reading === null && fault !== null) throw fault;
  return reading;
}

/**
 * What a picture's file says about its making, or null if it says nothing: PNG, and EXIF and XMP of JPEG and WebP.
 * @throws PngError 'not-png' where it is no picture that can hold settings
 */
export async function readPictureSettings(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<SettingsReading | null> {
  if (!hasExif(bytes)) return readPngSettings(bytes);
  const packet = findXmp(bytes);
  return readPictureTexts([
    ...(await readExif(bytes)),
    ...(packet === null ? [] : readXmp(packet)),
  ]);
}

/** By its first bytes: JPEG, WebP, AVIF and HEIC, TIFF, JPEG XL. */
function hasExif(bytes: Uint8Array): boolean {
  const begin = String.fromCharCode(...bytes.subarray(0, 12));
  // eslint-disable-next-line no-control-regex -- bytes
  return /^(?:\xff\xd8|RIFF.{4}WEBP|.{4}ftyp|II\*\0|MM\0\*|\0\0\0\x0cJXL )/s.test(begin);
}
