import type { Band } from './bands.ts';

/** The red, green and blue bytes of a little-endian RGBA word. */
const COLOUR = 0x00ffffff;

/**
 * How much of a picture may be one colour, or at both ends of the range. Of 96 pictures of the built-in model that are
 * mostly night, fog or snow none had more than 3 % of either; a logo on white has most of a picture in one colour, never
 * all of it.
 */
const MOST_ALIKE = 0.999;
/** Rows beside a seam that are looked at. */
const SEAM_ROWS = 8;

/** What Stage A's pixels are instead of a picture. */
export type PictureFault =
  /** NaN turns into black. */
  | 'black'
  /** One colour, whichever it is. */
  | 'flat'
  /** A colour at its upper end everywhere, or every colour at either end: infinity, or numbers far too large. */
  | 'saturated'
  /** One colour on one side of a seam between bands: a run that went wrong. */
  | 'band';

/**
 * What is wrong with a picture's pixels; null where they can be a picture, a very dark or even one included.
 * @param words RGBA, a word a pixel, rows top to bottom
 * @param seams rows at which bands that were computed apart meet
 */
export function pictureFault(
  words: Int32Array,
  width: number,
  seams: readonly number[],
): PictureFault | null {
  const usual = majorityOf(words);
  let alike = 0;
  let extreme = 0;
  const full = [0, 0, 0];
  for (const word of words) {
    if ((word & COLOUR) === usual) alike++;
    let ends = 0;
    for (let channel = 0; channel < 3; channel++) {
      const value = (word >>> (8 * channel)) & 0xff;
      if (value === 0xff) full[channel]!++;
      if (value === 0 || value === 0xff) ends++;
    }
    if (ends === 3) extreme++;
  }
  const most = MOST_ALIKE * words.length;
  if (usual === 0 && alike === words.length) return 'black';
  if (alike >= most) return 'flat';
  if (extreme >= most || full.some((count) => count >= most)) return 'saturated';
  return seams.some((row) => isTorn(words, width, row)) ? 'band' : null;
}

/** The colour of most pixels, if more than half have the same; otherwise any colour (Boyer and Moore's vote). */
function majorityOf(words: Int32Array): number {
  let colour = 0;
  let lead = 0;
  for (const word of words) {
    if (lead === 0) colour = word & COLOUR;
    lead += (word & COLOUR) === colour ? 1 : -1;
  }
  return colour;
}

/** The rows of a picture at which bands meet. @param pixelsPerLatent pixels of a latent row */
export function seamsOf(bands: readonly Band[], pixelsPerLatent: number): number[] {
  return bands.slice(1).map(({ keepFrom }) => keepFrom * pixelsPerLatent);
}

/**
 * Whether a picture is of a single colour on one side of a seam and something else on the other. A sky or a black bar
 * that is all one colour ends somewhere else.
 */
function isTorn(words: Int32Array, width: number, row: number): boolean {
  const rows = (from: number, to: number) => singleColour(words.subarray(from * width, to * width));
  const above = rows(row - SEAM_ROWS, row);
  const below = rows(row, row + SEAM_ROWS);
  return (
    (above !== null && rows(row, row + 1) !== above) ||
    (below !== null && rows(row - 1, row) !== below)
  );
}

/** The colour of all these pixels, or null where they differ. */
function singleColour(words: Int32Array): number | null {
  const colour = words[0]! & COLOUR;
  return words.every((word) => (word & COLOUR) === colour) ? colour : null;
}
