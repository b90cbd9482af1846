import type { Manifest } from '../../../package/manifest.ts';
import { wordsIn } from '../../../package/words.ts';
import { withArticle } from './grammar.ts';
import { unknownWords } from './words.ts';

/**
 * What a prompt can be about and where, in the words of the built-in model. They are the model's language, never
 * translated; a model with an open vocabulary takes any word and is offered none.
 */
const THINGS = {
  house: 'house',
  lighthouse: 'lighthouse',
  castle: 'castle',
  windmill: 'windmill',
  church: 'church',
  pagoda: 'pagoda',
  tent: 'tent',
  igloo: 'igloo',
  bridge: 'bridge',
  snowman: 'snowman',
  sailboat: 'sailboat',
  ship: 'ship',
  train: 'train',
  car: 'car',
  balloon: 'hot-air balloon',
  kite: 'kite',
  rocket: 'rocket',
  birds: 'birds',
  tree: 'tree',
  pine: 'pine',
  palm: 'palm',
  cactus: 'cactus',
  flowers: 'flowers',
  mushroom: 'mushroom',
  pumpkin: 'pumpkin',
  campfire: 'campfire',
  umbrella: 'umbrella',
  lamp: 'street lamp',
} as const;

const LANDS = {
  sea: 'by the sea',
  beach: 'on the beach',
  lake: 'by a lake',
  island: 'on an island',
  mountains: 'in the mountains',
  hills: 'in the hills',
  meadow: 'in a meadow',
  forest: 'in the forest',
  desert: 'in the desert',
  city: 'in the city',
} as const;

export const WORD_GROUPS = { things: THINGS, lands: LANDS } as const;

export type WordGroup = keyof typeof WORD_GROUPS;

/** Those of a group of which a model with a closed vocabulary knows every word, by id; empty for an open one. */
export function wordsOfGroup(
  group: WordGroup,
  vocabulary: Manifest['vocabulary'],
): [id: string, words: string][] {
  if (vocabulary === undefined) return [];
  return Object.entries(WORD_GROUPS[group]).filter(
    ([, words]) => unknownWords(words, vocabulary).length === 0,
  );
}

/** Behind these a noun follows, which has no article of its own. */
const OPEN_ENDS = new Set(
  (
    'a an the one red orange yellow green blue purple violet pink white black grey gray ' +
    'small little tiny large big huge giant'
  ).split(' '),
);
const ARTICLES = new Set(['a', 'an']);
const PLURALS = new Set<string>([THINGS.birds, THINGS.flowers]);

/** The prompt with one of a group's words behind it, as one would write it. */
export function withWords(prompt: string, group: WordGroup, words: string): string {
  const before = prompt.trimEnd();
  if (group === 'lands') return `${before} ${words}`.trimStart();
  const isMany = PLURALS.has(words);
  const last = wordsIn(before).at(-1) ?? '';
  if (/\p{L}$/u.test(before) && OPEN_ENDS.has(last)) {
    // “a red” becomes “a red house”, but “red birds”, and “a” before a vowel “an igloo”.
    const [article] = withArticle(words).split(' ');
    const fitting = isMany ? '' : ARTICLES.has(last) ? `${article} ` : '$1 ';
    const described = before.replace(/\b(an?)(?: |$)(?=\S*$)/i, fitting).trim();
    return `${described} ${words}`.trim();
  }
  const phrase = isMany ? words : withArticle(words);
  if (before === '') return phrase;
  return /[,;.:]$/.test(before) ? `${before} ${phrase}` : `${before} and ${phrase}`;
}
