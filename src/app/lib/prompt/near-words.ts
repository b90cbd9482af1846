import type { Manifest } from '../../../package/manifest.ts';
import { editsBetween } from '../../../package/spelling.ts';
import { wordsIn, wordsOf } from '../../../package/words.ts';
import { pluralOf, singularsOf } from './grammar.ts';
import { nounPhrases } from './noun-phrases.ts';

type Words = Pick<Manifest, 'vocabulary' | 'otherWords' | 'completion'>;

/** Shorter words are near to too many others, and packages list no other English words that are so short. */
const SHORTEST = 5;
/** From here on two typing errors still leave the word to be made out. */
const LONG = 8;

/**
 * What a word that a closed vocabulary lacks may be a typing error of: known words that are spelt nearly so and can
 * stand in its place, the nearest first. A word that is English (`otherWords`) is no typing error.
 * @param word in lower case
 * @param prompt where it stands: a noun is only taken for a noun
 */
export function nearWords(word: string, prompt: string, model: Words): string[] {
  const { vocabulary = [], otherWords = [] } = model;
  if (word.length < SHORTEST || otherWords.includes(word)) return [];
  const most = word.length < LONG ? 1 : 2;
  const isThing = nounPhrases(prompt).some(({ head }) => head === word);
  const known = wordsOf(vocabulary);
  return [...known]
    .filter((entry) => entry.length >= SHORTEST && (!isThing || isNoun(entry, known, model)))
    .map((entry) => ({ entry, edits: editsBetween(word, entry) }))
    .filter(({ edits }) => edits <= most)
    .sort((a, b) => a.edits - b.edits)
    .map(({ entry }) => entry);
}

/** Whether a known word names something: it has another number, or stands for a place, a light or a style. */
function isNoun(word: string, known: ReadonlySet<string>, { completion = [] }: Words): boolean {
  if (known.has(pluralOf(word)) || singularsOf(word).some((it) => it !== word && known.has(it))) {
    return true;
  }
  return completion.some(({ named }) => named.some((entry) => wordsIn(entry).at(-1) === word));
}
