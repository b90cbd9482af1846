import type { Manifest } from '../../package/manifest.ts';
import { findBeyond, stillHas, type Beyond } from './beyond.ts';
import { isGerman, translateGerman } from './german.ts';

/** What a person should know before a prompt is painted that the model cannot follow. */
export type Advice =
  | { kind: 'thing'; beyond: Beyond }
  /** It is in German; `english` is the same in words that the model knows. */
  | { kind: 'german'; english: string }
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
  const beyond = findBeyond(prompt, model);
  return beyond === null ? null : { kind: 'thing', beyond };
}

/** Whether advice for what was typed a moment ago still says something about the prompt. */
export function isCurrent(advice: Advice, prompt: string): boolean {
  switch (advice.kind) {
    case 'thing':
      return stillHas(prompt, advice.beyond.word);
    case 'german':
      return prompt.trim() !== '' && prompt !== advice.english;
    case 'foreign':
      return prompt.trim() !== '';
  }
}

/** Whether there are pictures among the words, which no closed vocabulary has. */
export function hasEmoji(prompt: string): boolean {
  return /\p{Extended_Pictographic}/u.test(prompt);
}
