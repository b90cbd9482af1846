import { wordsIn } from '../../package/words.ts';

/** Words of `prompt` that a model with a closed vocabulary has never seen, each once, in order. */
export function unknownWords(prompt: string, vocabulary: readonly string[] | undefined): string[] {
  if (vocabulary === undefined) return [];
  const known = wordsOf(vocabulary);
  return [...new Set(wordsIn(prompt))].filter((word) => !known.has(word) && !/^\d+$/.test(word));
}

const wordSets = new WeakMap<readonly string[], ReadonlySet<string>>();

/** A model's words, taken apart once: they are looked up at every key that is pressed. */
function wordsOf(vocabulary: readonly string[]): ReadonlySet<string> {
  const kept = wordSets.get(vocabulary);
  if (kept !== undefined) return kept;
  const words = new Set(vocabulary.flatMap((entry) => wordsIn(entry)));
  wordSets.set(vocabulary, words);
  return words;
}
