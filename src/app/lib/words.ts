/** Words of `prompt` that a model with a closed vocabulary has never seen, each once, in order. */
export function unknownWords(prompt: string, vocabulary: readonly string[] | undefined): string[] {
  if (vocabulary === undefined) return [];
  const known = new Set(vocabulary.flatMap((entry) => split(entry)));
  return [...new Set(split(prompt))].filter((word) => !known.has(word) && !/^\d+$/.test(word));
}

function split(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
}
