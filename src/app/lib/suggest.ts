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

/** The prompt with every `word` in it, as a whole word of any case, become another. */
export function replaceWord(prompt: string, word: string, becomes: string): string {
  const literal = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const whole = new RegExp(`(?<![\\p{L}\\p{N}'’-])${literal}(?![\\p{L}\\p{N}])`, 'giu');
  return prompt.replace(whole, () => becomes);
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editsBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let edits = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, rows[i - 2]![j - 2]! + 1);
      }
      row.push(edits);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
