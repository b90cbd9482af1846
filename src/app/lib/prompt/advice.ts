import type { Manifest } from '../../../package/manifest.ts';
import { findBeyond, stillHas, type Beyond } from './beyond.ts';
import { germanAmong, isGerman, translateGerman } from './german.ts';
import { unknownWords } from './words.ts';

/** What a person should know before a prompt is painted that the model cannot follow. */
export type Advice =
  | { kind: 'thing'; beyond: Beyond }
  /** It is in German; `english` is the same in words that the model knows. */
  | { kind: 'german'; english: string }
  /** It is in English but for these words, which are German. */
  | { kind: 'german-words'; words: string[] }
  /** It is in a language of which nothing more can be said. */
  | { kind: 'foreign' };

type Words = Pick<Manifest, 'vocabulary' | 'nearest' | 'otherWords' | 'completion'>;

const OTHER_SCRIPT = /(?!\p{Script=Latin})\p{L}/u;

/** Null where the prompt is as far as can be told within the model's reach, and for an open vocabulary. */
export function adviceFor(prompt: string, model: Words): Advice | null {
  if (model.vocabulary === undefined) return null;
  if (OTHER_SCRIPT.test(prompt)) return { kind: 'foreign' };
  if (isGerman(prompt, model)) {
    const english = translateGerman(prompt, model);
    return english === null ? { kind: 'foreign' } : { kind: 'german', english };
  }
  const words = germanAmong(unknownWords(prompt, model.vocabulary), model);
  if (words.length > 0) return { kind: 'german-words', words };
  const beyond = findBeyond(prompt, model);
  return beyond === null ? null : { kind: 'thing', beyond };
}

/** Whether advice for what was typed a moment ago still says something about the prompt. */
export function isCurrent(advice: Advice, prompt: string): boolean {
  switch (advice.kind) {
    case 'thing':
      return stillHas(prompt, advice.beyond.word);
    case 'german-words':
      return advice.words.some((word) => stillHas(prompt, word));
    case 'german':
      return prompt.trim() !== '' && prompt !== advice.english;
    case 'foreign':
      return prompt.trim() !== '';
  }
}

/** Whether the advice is about the word already; where the prompt is in another language, about every one. */
export function isSaid(word: string, advice: Advice): boolean {
  switch (advice.kind) {
    case 'thing':
      return advice.beyond.word === word;
    case 'german-words':
      return advice.words.includes(word);
    case 'german':
    case 'foreign':
      return true;
  }
}

/** Whether there are pictures among the words, which no closed vocabulary has. */
export function hasEmoji(prompt: string): boolean {
  return /\p{Extended_Pictographic}/u.test(prompt);
}
