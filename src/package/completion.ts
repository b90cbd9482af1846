import type { Completion } from './manifest.ts';
import { hasWords, wordsIn } from './words.ts';

/** A phrase that completes a prompt, and what it is about. */
export interface Addition {
  kind: string;
  phrase: string;
}

/**
 * What a model's package adds to a prompt that leaves something open: for each kind of which the
 * prompt names nothing, one phrase or none.
 * @param kinds the manifest's `completion`; absent: nothing is added
 */
export function completionOf(prompt: string, kinds: readonly Completion[] = []): Addition[] {
  const words = wordsIn(prompt);
  const names = (entry: string) => hasWords(words, wordsIn(entry));
  return kinds.flatMap(({ kind, named, phrases }) => {
    if (named.some(names)) return [];
    const fitting = phrases.find(({ when }) => when === undefined || when.some(names));
    return fitting === undefined ? [] : [{ kind, phrase: fitting.phrase }];
  });
}

/**
 * The text that the model reads: the prompt as typed, and its completion behind it. Without a
 * completion it is the prompt itself, character by character.
 */
export function completedPrompt({
  prompt,
  completion = [],
}: {
  prompt: string;
  completion?: readonly string[] | undefined;
}): string {
  if (completion.length === 0) return prompt;
  // A full stop or comma at its end makes room for what follows.
  return [prompt.replace(/[\s,;.]+$/, ''), ...completion].join(', ');
}
