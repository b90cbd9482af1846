/** The words of a text in lower case, in order; `hot-air` and `o'clock` are one word each. */
export function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
}

/** Whether `sequence` stands in `words` without a gap. An empty sequence never does. */
export function hasWords(words: readonly string[], sequence: readonly string[]): boolean {
  if (sequence.length === 0) return false;
  return words.some((_, at) => sequence.every((word, i) => words[at + i] === word));
}
