import type { Manifest } from '../../../package/manifest.ts';
import type { GenerateRequest } from '../../../protocol/engine.ts';

/** The picture that another one starts from. Its pixels are kept apart, by their checksum. */
export interface Start {
  /** Of the start picture's file, lower-case hex; null where only the strength is known. */
  sha256: string | null;
  /** 0 keeps the picture, 1 keeps nothing of it. */
  strength: number;
  /** Only this part is painted anew; absent: everything. */
  mask?: StartMask;
}

/** The part of a start picture that is painted anew. */
interface StartMask {
  /**
   * Of a picture with the start picture's sides: white is painted anew, black stays. Lower-case hex; null where only the
   * feather is known.
   */
  sha256: string | null;
  /** Pixels around the mask in which old and new are mixed, 0 to 1024. */
  feather: number;
}

/** SHA-256 of every file that a picture needs to be painted once more. */
export function filesOf(start: Start | undefined): string[] {
  return [start?.sha256, start?.mask?.sha256].filter((hash) => typeof hash === 'string');
}

/**
 * A picture that is ordered, or was painted: what the engine is asked for, as plain data. The pixels of a start picture
 * join it when its turn comes.
 */
export interface Order extends Omit<GenerateRequest, 'image'> {
  /** Absent: words alone. */
  start?: Start;
}

/** What the form says of a start picture. */
export interface StartChoice {
  /** SHA-256 of the chosen picture's file; null: words alone. */
  startPicture: string | null;
  /** 0 to 1; kept while no picture is chosen. */
  strength: number;
  /** Null: all of the picture is painted anew. */
  startMask: (StartMask & { sha256: string }) | null;
}

/** Follows the prompt in what the picture shows, and the picture in where it shows it. */
const DEFAULT_STRENGTH = 0.6;
/** A step further from the picture, so that four of them differ visibly. */
export const VARIATION_STRENGTH = 0.7;

/** A marked part follows the prompt alone; what is around it holds it to the picture. */
export const MASK_STRENGTH = 1;

/** No start picture. */
export const FROM_WORDS: StartChoice = {
  startPicture: null,
  strength: DEFAULT_STRENGTH,
  startMask: null,
};

/** What a picture that the form describes starts from; null for words alone, also where the model knows nothing else. */
export function startOf(
  { startPicture, strength, startMask }: StartChoice,
  manifest: Manifest,
): Start | null {
  if (startPicture === null || manifest.imageEncoders === undefined) return null;
  return { sha256: startPicture, strength, ...(startMask !== null && { mask: startMask }) };
}

/** At strength 0 nothing is composed anew: the picture says all that there is to say. */
export function needsWords({ startPicture, strength }: StartChoice): boolean {
  return startPicture === null || strength > 0;
}
