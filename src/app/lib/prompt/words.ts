import { wordsIn, wordsOf } from '../../../package/words.ts';

/** Words of `prompt` that a model with a closed vocabulary has never seen, each once, in order. */
export function unknownWords(prompt: string, vocabulary: readonly string[] | undefined): string[] {
  if (vocabulary === undefined) return [];
  const known = wordsOf(vocabulary);
  return [...new Set(wordsIn(prompt))].filter((word) => !known.has(word) && !/^\d+$/.test(word));
}
