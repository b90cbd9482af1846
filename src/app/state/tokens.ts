import { useTokens, type PromptLength } from './form-state.ts';
import { theEngine } from './services.ts';

export { useTokens };

let latest = 0;

/** Counts the tokens of every text; an answer that a newer question has overtaken is dropped. */
export async function countTokens(texts: readonly string[]): Promise<void> {
  const own = ++latest;
  const count = await lengthOf(texts);
  if (own === latest) useTokens.setState({ count });
}

async function lengthOf(texts: readonly string[]): Promise<PromptLength | null> {
  try {
    const counts = await Promise.all(texts.map((text) => theEngine().countTokens(text)));
    const [longest] = counts.sort((a, b) => b.used - a.used);
    if (longest === undefined) return null;
    const dropped = counts.map((count) => count.dropped).filter((text) => text !== '');
    return { used: longest.used, limit: longest.limit, dropped: [...new Set(dropped)] };
  } catch {
    // The count is a courtesy: a failing tokenizer is reported when a picture is asked for.
    return null;
  }
}
