import type { Manifest } from './manifest.ts';
import { wordsIn, wordsOf } from './words.ts';

/** A word that was most likely meant to be another. */
export interface Correction {
  word: string;
  becomes: string;
}

/** Shorter words are near to too many others. */
const SHORTEST = 5;
/** “as” is no plural of “a”. */
const SHORTEST_NOUN = 3;

/**
 * Words of a prompt that a model with a closed vocabulary knows in another form: in the plural or the
 * singular, or without a typing error. That is a word which is no other English word, and one edit from
 * just one word that the model knows and that begins alike. A package that does not list the other
 * words (`otherWords`) gets no correction: a horse would become a house.
 */
export function correctionsOf(
  prompt: string,
  { vocabulary, otherWords, nearest = [] }: Pick<Manifest, 'vocabulary' | 'otherWords' | 'nearest'>,
): Correction[] {
  if (vocabulary === undefined || otherWords === undefined) return [];
  const known = wordsOf(vocabulary);
  const others = new Set([...otherWords, ...nearest.flatMap(({ words }) => words)]);
  const unknown = [...new Set(wordsIn(prompt))].filter((word) => !known.has(word));
  return unknown.flatMap((word) => {
    const number = [`${word}s`, word.replace(/s$/, '')].find(
      (form) => form.length >= SHORTEST_NOUN && known.has(form),
    );
    if (number !== undefined) return [{ word, becomes: number }];
    if (word.length < SHORTEST || others.has(word)) return [];
    const near = [...known].filter(
      (entry) =>
        entry.length >= SHORTEST - 1 && entry[0] === word[0] && editsBetween(word, entry) === 1,
    );
    return near.length === 1 ? [{ word, becomes: near[0]! }] : [];
  });
}

/** The prompt with every correction made. */
export function corrected(prompt: string, corrections: readonly Correction[]): string {
  return corrections.reduce((text, { word, becomes }) => replaceWord(text, word, becomes), prompt);
}

/** The prompt with every `word` in it, as a whole word of any case, become another. */
export function replaceWord(prompt: string, word: string, becomes: string): string {
  const whole = new RegExp(`(?<![\\p{L}\\p{N}'’-])${literally(word)}(?![\\p{L}\\p{N}])`, 'giu');
  return prompt.replace(whole, () => becomes);
}

/** A pattern that matches just this text. */
export function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
export function editsBetween(a: string, b: string): number {
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
