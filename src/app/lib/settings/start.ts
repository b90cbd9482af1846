import type { Manifest } from '../../../package/manifest.ts';
import type { GenerateRequest } from '../../../protocol/engine.ts';

/** The picture that another one starts from. Its pixels are kept apart, by their checksum. */
export interface Start {
  /** Of the start picture's file, lower-case hex; null where only the strength is known. */
  sha256: string | null;
  /** 0 keeps the picture, 1 keeps nothing of it. */
  strength: number;
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
}

/** Follows the prompt in what the picture shows, and the picture in where it shows it. */
const DEFAULT_STRENGTH = 0.6;
/** A step further from the picture, so that four of them differ visibly. */
export const VARIATION_STRENGTH = 0.7;

/** No start picture. */
export const FROM_WORDS: StartChoice = { startPicture: null, strength: DEFAULT_STRENGTH };

/** What a picture that the form describes starts from; null for words alone, also where the model knows nothing else. */
export function startOf({ startPicture, strength }: StartChoice, manifest: Manifest): Start | null {
  if (startPicture === null || manifest.imageEncoders === undefined) return null;
  return { sha256: startPicture, strength };
}

/** At strength 0 nothing is composed anew: the picture says all that there is to say. */
export function needsWords({ startPicture, strength }: StartChoice): boolean {
  return startPicture === null || strength > 0;
}
