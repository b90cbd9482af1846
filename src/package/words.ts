/** The words of a text in lower case, in order; `hot-air` and `o'clock` are one word each. */
export function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
}

/** Whether `sequence` stands in `words` without a gap. An empty sequence never does. */
export function hasWords(words: readonly string[], sequence: readonly string[]): boolean {
  if (sequence.length === 0) return false;
  return words.some((_, at) => sequence.every((word, i) => words[at + i] === word));
}

const wordSets = new WeakMap<readonly string[], ReadonlySet<string>>();

/** A model's words, taken apart once: they are looked up at every key that is pressed. */
export function wordsOf(vocabulary: readonly string[]): ReadonlySet<string> {
  const kept = wordSets.get(vocabulary);
  if (kept !== undefined) return kept;
  const words = new Set(vocabulary.flatMap((entry) => wordsIn(entry)));
  wordSets.set(vocabulary, words);
  return words;
}
