/**
 * The things that a prompt names, without a dictionary: English puts the noun last, and what follows
 * it begins with a preposition, a verb or a comma. Good enough to ask about a word, not to change one.
 */
export interface NounPhrase {
  /** The noun in lower case; what stands before it only describes it. */
  head: string;
  /** Whether the phrase begins with “a”, “an” or “one”. */
  hasArticle: boolean;
  /** Whether it only says where, when or with what: a preposition stands before it. */
  isAside: boolean;
}

const words = (list: string) => new Set(list.split(' '));

const PREPOSITIONS = words(
  'in on at by under over above below beneath with without near nearby beside behind before after ' +
    'around through into onto from to for during between among across along against inside outside ' +
    'upon off up down next like of',
);
const OTHER_BOUNDARIES = words(
  'and or but while as that which who whose is are was were be being have has had not no ' +
    'made wearing holding carrying covered filled surrounded',
);
const ARTICLES = words('a an one');
const DETERMINERS = words(
  'the two three four five six many several some any few my your his her its our their this these those all both every',
);
/** “A picture of a house” is about the house. */
const OPENERS = words(
  'picture photo photograph image painting drawing illustration sketch portrait view scene render ' +
    'rendering poster print closeup close-up bunch group pair herd flock pile couple lot lots kind',
);
const VERBS = words(
  'sit stand run fly swim eat drink sleep walk jump play sing dance ride drive read look watch smile ' +
    'lie live rest wait float glow shine burn rise set fall grow lean cross pass',
);

/** Nouns that look like verbs. */
const NOUNS_IN_ING = words(
  'building ceiling clothing drawing evening morning painting pudding spring string wedding',
);

/** What prompts ask for: “show me a house”. */
const ASKING = words('draw paint show me please create make generate i want would see');

const TOKEN = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*|[^\p{L}\p{N}\s'’-]/gu;

/** The prompt's noun phrases in order; those in braces stand for themselves. */
export function nounPhrases(prompt: string): NounPhrase[] {
  const phrases: NounPhrase[] = [];
  let open = newPhrase(false);
  const close = (nextIsAside: boolean, isOf = false) => {
    const head = headOf(open.words);
    if (head !== null && !(isOf && OPENERS.has(head))) {
      const { hasArticle, isAside } = open;
      phrases.push({ head, hasArticle, isAside });
      open = newPhrase(nextIsAside);
    } else {
      open = newPhrase(isOf && head !== null ? open.isAside : nextIsAside);
    }
  };
  for (const token of prompt.toLowerCase().match(TOKEN) ?? []) {
    if (!/[\p{L}\p{N}]/u.test(token)) close(false);
    else if (PREPOSITIONS.has(token)) close(true, token === 'of');
    else if (OTHER_BOUNDARIES.has(token)) close(open.isAside);
    else if (ARTICLES.has(token) || DETERMINERS.has(token)) {
      if (open.words.length > 0) close(false);
      open.hasArticle ||= ARTICLES.has(token);
    } else if (!ASKING.has(token) || open.words.length > 0 || open.hasArticle) {
      open.words.push(token);
    }
  }
  close(false);
  return phrases;
}

interface OpenPhrase {
  words: string[];
  hasArticle: boolean;
  isAside: boolean;
}

const newPhrase = (isAside: boolean): OpenPhrase => ({ words: [], hasArticle: false, isAside });

/** The last word that is no verb behind another. */
function headOf(phrase: readonly string[]): string | null {
  const at = phrase.findLastIndex((word, i) => i === 0 || !isBehindNoun(word));
  return phrase[at] ?? null;
}

function isBehindNoun(word: string): boolean {
  const stem = word.replace(/(?:s|ed)$/, '');
  const isDoing = /^\p{L}{3,}ing$/u.test(word) && !NOUNS_IN_ING.has(word);
  return isDoing || VERBS.has(word) || VERBS.has(stem);
}
