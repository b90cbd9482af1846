import { readLink } from '../../share/link.ts';
import { readText } from '../../share/picture-texts.ts';
import { hasMoreThanWords } from '../../share/reading.ts';
import { linkIn } from './looks-like-settings.ts';
import type { Reading } from './reading.ts';

/**
 * The settings in a text: a link with them, or what any program writes into, or beside, a picture.
 * Null for any other text, a plain prompt among them.
 */
export function readSettingsText(text: string): Reading | null {
  const hash = linkIn(text);
  if (hash !== null) {
    const link = readLink(hash);
    return link && { ...link, modelName: null };
  }
  const reading = readText(text);
  const isAbout = reading !== null && (hasMoreThanWords(reading) || reading.program !== undefined);
  return isAbout ? reading : null;
}
