import { create } from 'zustand';
import type { TokenCount } from '../../protocol/engine.ts';
import { theEngine } from './services.ts';

/** How much of the prompt the text encoder reads; null until the first answer. */
export const useTokens = create<{ count: TokenCount | null }>()(() => ({ count: null }));

let latest = 0;

/** Counts; an answer that a newer question has overtaken is dropped. */
export async function countTokens(prompt: string): Promise<void> {
  const own = ++latest;
  try {
    const count = await theEngine().countTokens(prompt);
    if (own === latest) useTokens.setState({ count });
  } catch {
    // The count is a courtesy: a failing tokenizer is reported when a picture is asked for.
    if (own === latest) useTokens.setState({ count: null });
  }
}
