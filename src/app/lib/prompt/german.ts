import type { Manifest } from '../../../package/manifest.ts';
import { hasWords, wordsIn } from '../../../package/words.ts';
import { suggestionFor } from './beyond.ts';
import { isPlural, withArticle } from './grammar.ts';
import { unknownWords } from './words.ts';

/** A prompt in German for a model that reads English. */

type Words = Pick<Manifest, 'vocabulary' | 'nearest' | 'otherWords' | 'completion'>;

const ARTICLES = new Set('ein eine einen einem einer eines'.split(' '));

/** What German puts between the nouns and before them; the nouns are the package's business. */
const SMALL_WORDS: Readonly<Record<string, string>> = {
  der: 'the',
  die: 'the',
  das: 'the',
  den: 'the',
  dem: 'the',
  des: 'the',
  im: 'in the',
  ins: 'into the',
  an: 'by',
  auf: 'on',
  aus: 'of',
  bei: 'at',
  beim: 'at the',
  hinter: 'near',
  mit: 'with',
  neben: 'near',
  nahe: 'near',
  ohne: 'without',
  über: 'over',
  überm: 'over the',
  um: 'at',
  und: 'and',
  unter: 'under',
  unterm: 'under the',
  vom: 'of the',
  von: 'of',
  vor: 'in front of',
  während: 'during',
  zwischen: 'between',
  links: 'on the left',
  rechts: 'on the right',
  oben: 'above',
  zwei: 'two',
  drei: 'three',
  blau: 'blue',
  bunt: '',
  dunkel: 'dark',
  dunkl: 'dark',
  gelb: 'yellow',
  grau: 'grey',
  groß: 'large',
  grün: 'green',
  hell: 'bright',
  klein: 'small',
  lila: 'purple',
  neblig: 'foggy',
  rosa: 'pink',
  rot: 'red',
  ruhig: 'calm',
  schön: '',
  schwarz: 'black',
  sehr: '',
  sonnig: 'sunny',
  stürmisch: 'stormy',
  verschneit: 'snowy',
  violett: 'purple',
  weiß: 'white',
  weit: '',
};

/** Behind these a noun is in the plural. */
const NUMBERS = new Set(['2', '3', 'zwei', 'drei', 'two', 'three']);

/** An adjective may stand between an article or a number and its noun. */
const FAR = 2;

/** Endings of adjectives, and of nouns after a preposition. */
const ENDING = /(?:e[nmrs]?|n)$/;

const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;

/** Whether most words of the prompt are German and the model reads English. */
export function isGerman(prompt: string, model: Words): boolean {
  if (model.vocabulary === undefined) return false;
  const all = wordsIn(prompt);
  const unknown = new Set(unknownWords(prompt, model.vocabulary));
  const isEnglish = (word: string) => !unknown.has(word) || suggestionFor(word, model) !== null;
  const english = all.filter(isEnglish).length;
  const german = all.filter((word) => !isEnglish(word) && isGermanWord(word, model)).length;
  return german > english && german >= all.length / 2;
}

/** German nouns that are English words, too. */
const BOTH = new Set('bank boot kind see stern tag tags'.split(' '));

/** Those of some unknown words that are German, although the prompt is not. */
export function germanAmong(unknown: readonly string[], model: Words): string[] {
  return unknown.filter((word) => /[äöüß]/.test(word) || englishFor(word, model) !== null);
}

/** What a German noun or colour is among the model's words; null where the package does not tell. */
export function englishFor(word: string, model: Words): string | null {
  if (BOTH.has(word)) return null;
  const found = formsOf(word).map((form) => suggestionFor(form, model, 'de', null));
  return found.find((english) => english !== null) ?? null;
}

/** The prompt in words that the model knows; null where one of them has no counterpart. */
export function translateGerman(prompt: string, model: Words): string | null {
  const words = (prompt.match(WORD) ?? []).map((word) => word.toLowerCase());
  const translated = words.map((word, i) => {
    const following = words.slice(i + 1).find((each) => !ARTICLES.has(each)) ?? null;
    return wordFor(word, numberOf(words.slice(0, i)), following, model);
  });
  if (translated.includes(null)) return null;
  let at = 0;
  const english = prompt.replace(WORD, () => translated[at++] ?? '');
  const tidy = english.replace(/ {2,}/g, ' ').trim();
  return unknownWords(tidy, model.vocabulary).length === 0 ? tidy : null;
}

function isGermanWord(word: string, model: Words): boolean {
  if (ARTICLES.has(word) || word === 'am' || /[äöüß]/.test(word)) return true;
  return formsOf(word).some(
    (form) => Object.hasOwn(SMALL_WORDS, form) || suggestionFor(form, model, 'de') !== null,
  );
}

/** @param following the next word that is no article */
function wordFor(
  word: string,
  isMany: boolean | null,
  following: string | null,
  model: Words,
): string | null {
  const next = following === null ? null : nounFor(following, false, model);
  if (ARTICLES.has(word)) {
    // Some things the model knows in the plural only.
    return next !== null && isPlural(next) ? '' : withArticle(next ?? '').split(' ')[0]!;
  }
  if (word === 'am') return next !== null && isLight(next, model) ? 'at' : 'by the';
  const small = formsOf(word).find((form) => Object.hasOwn(SMALL_WORDS, form));
  return small === undefined ? nounFor(word, isMany, model) : SMALL_WORDS[small]!;
}

/** Whether a noun behind these words is in the plural; null if they do not tell. */
function numberOf(before: readonly string[]): boolean | null {
  const telling = before.slice(-FAR).findLast((word) => ARTICLES.has(word) || NUMBERS.has(word));
  return telling === undefined ? null : NUMBERS.has(telling);
}

function nounFor(word: string, isMany: boolean | null, model: Words): string | null {
  if (unknownWords(word, model.vocabulary).length === 0) return word;
  const suggestions = formsOf(word).map(
    (form) =>
      suggestionFor(form, model, 'de', isMany) ?? suggestionFor(form, model, undefined, isMany),
  );
  return suggestions.find((suggestion) => suggestion !== null) ?? null;
}

/** The word, and without its ending. */
function formsOf(word: string): string[] {
  return [...new Set([word, word.replace(ENDING, ''), word.replace(/n$/, '')])];
}

/** Whether the words say when it is: in English that is “at sunset”, not “by the sunset”. */
function isLight(english: string, { completion = [] }: Words): boolean {
  const named = completion.find(({ kind }) => kind === 'light')?.named ?? [];
  return named.some((entry) => hasWords(wordsIn(english), wordsIn(entry)));
}
