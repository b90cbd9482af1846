import type { Manifest } from '../../../package/manifest.ts';
import { corrected, correctionsOf, literally, replaceWord } from '../../../package/spelling.ts';
import { hasWords, wordsIn } from '../../../package/words.ts';
import { isPlural, pluralOf, singularsOf, withArticle } from './grammar.ts';
import { nounPhrases, type NounPhrase } from './noun-phrases.ts';
import { suggestWords } from './suggest.ts';
import { unknownWords } from './words.ts';

type Words = Pick<Manifest, 'vocabulary' | 'nearest' | 'otherWords'>;

/** A thing that a prompt asks for and the model never saw. */
export interface Beyond {
  /** In lower case. */
  word: string;
  /** `a dragon`, `dragons`; null where it would sound wrong. */
  phrase: string | null;
  nearest: Nearest | null;
}

/** The nearest thing that the model can paint. */
interface Nearest {
  /** What takes the word's place. */
  word: string;
  /** `a castle`, `castles`; null where it would sound wrong. */
  phrase: string | null;
}

/**
 * The first thing in the prompt that the model cannot paint: what the prompt is about, if the model does
 * not know the word, or else a thing beside it for which the package names the nearest. Words that only
 * describe are none, nor are typing errors. Null for a model with an open vocabulary.
 */
export function findBeyond(prompt: string, model: Words): Beyond | null {
  const { vocabulary } = model;
  if (vocabulary === undefined) return null;
  const unknown = new Set(unknownWords(prompt, vocabulary));
  const phrases = nounPhrases(prompt);
  const main = phrases.find(({ isAside }) => !isAside);
  const found = [...(main === undefined ? [] : [main]), ...phrases].find(
    (phrase) =>
      unknown.has(phrase.head) &&
      (suggestionFor(phrase.head, model) !== null ||
        (phrase === main && !isTypo(phrase.head, vocabulary))),
  );
  return found === undefined ? null : describe(found, model);
}

/** The prompt with the nearest in the place of what cannot be painted. */
export function withNearest(prompt: string, word: string, nearest: string): string {
  const replaced = replaceWord(prompt, word, nearest);
  const article = new RegExp(
    `(?<![\\p{L}\\p{N}'’-])(an?)(\\s+)(?=${literally(nearest)}(?![\\p{L}\\p{N}]))`,
    'giu',
  );
  const isMany = isPlural(nearest);
  return replaced.replace(article, (_, typed: string, gap: string) => {
    if (isMany) return '';
    const [first = 'a'] = withArticle(nearest).split(' ');
    return (typed.startsWith('A') ? first.replace('a', 'A') : first) + gap;
  });
}

/** Whether the prompt still has the word: a notice about it is out of date without. */
export function stillHas(prompt: string, word: string): boolean {
  return hasWords(wordsIn(prompt), wordsIn(word));
}

/**
 * What the package names as the nearest to a word, in the word's number where the model knows it so.
 * @param language of the word; the package's English words are those without one
 * @param isMany whether more than one is meant, as far as the spelling tells; null: as the package has it
 */
export function suggestionFor(
  word: string,
  model: Words,
  language?: string,
  isMany?: boolean | null,
): string | null {
  const singulars = singularsOf(word);
  const entry = model.nearest?.find(
    (each) =>
      each.language === language && [word, ...singulars].some((form) => each.words.includes(form)),
  );
  if (entry === undefined) return null;
  const { suggest, words } = entry;
  // Mars is no plural: the package names it and has no “mar”.
  const isName =
    /s$/.test(word) && words.includes(word) && !singulars.some((form) => words.includes(form));
  isMany = isMany === undefined ? isPlural(word) && !isName : isMany;
  if (isMany === null || isMany === isPlural(suggest)) return suggest;
  const inNumber = isMany ? [pluralOf(suggest)] : singularsOf(suggest);
  return inNumber.find((form) => isKnown(form, model)) ?? suggest;
}

function describe({ head, hasArticle }: NounPhrase, model: Words): Beyond {
  const word = suggestionFor(head, model);
  return {
    word: head,
    phrase: isPlural(head) ? head : hasArticle ? withArticle(head) : null,
    nearest: word === null ? null : { word, phrase: phraseOf(word, hasArticle, model) },
  };
}

/** A word of which the model knows the plural, too, can be counted: it takes an article. */
function phraseOf(word: string, hasArticle: boolean, model: Words): string | null {
  if (isPlural(word)) return word;
  const counts = hasArticle || isKnown(pluralOf(word), model);
  return counts ? withArticle(word) : null;
}

/** Whether the model reads every word, if need be in another number. */
function isKnown(words: string, model: Words): boolean {
  return unknownWords(corrected(words, correctionsOf(words, model)), model.vocabulary).length === 0;
}

/** Longer words have room for more errors. */
const LONG = 8;

/** Whether a known word was meant, or is about to be. */
function isTypo(word: string, vocabulary: readonly string[]): boolean {
  return suggestWords(word, vocabulary, 1, word.length < LONG ? 1 : 2).length > 0;
}
