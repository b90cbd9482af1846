import { editsBetween } from '../../../package/spelling.ts';

/** Edits between a typing error and what was meant. */
const FAR = 2;
/** Shorter words are near to too many others. */
const LONG_ENOUGH = 4;

/**
 * Words of a closed vocabulary that `word` may be meant to become: those that it is the beginning
 * of, then those that are spelt nearly so, the nearest first.
 * @param most how many at the most
 * @param edits how far from the word they may be spelt
 */
export function suggestWords(
  word: string,
  vocabulary: readonly string[],
  most: number,
  edits = FAR,
): string[] {
  const typed = word.toLowerCase();
  const longer = vocabulary
    .filter((entry) => typed.length > 1 && entry.startsWith(typed))
    .sort((a, b) => a.length - b.length);
  const near =
    typed.length < LONG_ENOUGH
      ? []
      : vocabulary
          .filter((entry) => entry.length >= LONG_ENOUGH)
          .map((entry) => ({ entry, distance: editsBetween(typed, entry) }))
          .filter(({ distance }) => distance <= edits)
          .sort((a, b) => a.distance - b.distance);
  return [...new Set([...longer, ...near.map(({ entry }) => entry)])].slice(0, most);
}
