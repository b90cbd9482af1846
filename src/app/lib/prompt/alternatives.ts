/** Most pictures that one press of Generate may order. */
export const MOST_PICTURES = 64;

/** Groups inside groups; nobody reads deeper ones, and a pasted file must not exhaust the stack. */
const DEEPEST = 6;

/** A prompt in parts: text, or a group of alternatives, each again in parts. */
type Parts = (string | Parts[])[];

export type AlternativesProblem = 'unclosed' | 'unopened' | 'deep';

export type Alternatives =
  | { kind: 'prompts'; count: number; expand: () => string[] }
  | { kind: 'problem'; problem: AlternativesProblem };

/**
 * Reads `a {red|blue} house`. Groups may nest; `\{`, `\|` and `\}` stand for themselves, and so do
 * braces without a bar between them and bars outside of braces.
 *
 * `count` is the number of combinations; look at it before `expand`, which makes them all. Prompts
 * that come out the same are made once.
 */
export function readAlternatives(prompt: string): Alternatives {
  const groups: Parts[][] = [[[]]];
  const push = (text: string) => {
    const parts = groups.at(-1)!.at(-1)!;
    const last = parts.at(-1);
    if (typeof last === 'string') parts[parts.length - 1] = last + text;
    else parts.push(text);
  };
  for (const [token] of prompt.matchAll(/\\[{}|]|[{}|]|[^\\{}|]+|\\/g)) {
    if (token === '{') {
      if (groups.length > DEEPEST) return { kind: 'problem', problem: 'deep' };
      groups.push([[]]);
    } else if (token === '}') {
      if (groups.length === 1) return { kind: 'problem', problem: 'unopened' };
      const options = groups.pop()!;
      if (options.length > 1) groups.at(-1)!.at(-1)!.push(options);
      else {
        push('{');
        for (const part of options[0]!) {
          if (typeof part === 'string') push(part);
          else groups.at(-1)!.at(-1)!.push(part);
        }
        push('}');
      }
    } else if (token === '|' && groups.length > 1) groups.at(-1)!.push([]);
    else push(/^\\[{}|]$/.test(token) ? token.slice(1) : token);
  }
  if (groups.length > 1) return { kind: 'problem', problem: 'unclosed' };
  const parts = groups[0]![0]!;
  return { kind: 'prompts', count: countOf(parts), expand: () => promptsOf(parts) };
}

/** The text written so that it means itself: braces of a prompt that comes from elsewhere. */
export function escapeAlternatives(text: string): string {
  const read = readAlternatives(text);
  const meansItself = read.kind === 'prompts' && read.count === 1 && read.expand()[0] === text;
  return meansItself ? text : text.replace(/[{}|]/g, '\\$&');
}

function countOf(parts: Parts): number {
  return parts.reduce(
    (product, part) =>
      typeof part === 'string'
        ? product
        : product * part.reduce((sum, option) => sum + countOf(option), 0),
    1,
  );
}

function promptsOf(parts: Parts): string[] {
  const made = expand(parts);
  // An empty alternative leaves two spaces behind.
  const tidy = parts.every((part) => typeof part === 'string')
    ? made
    : made.map((prompt) => prompt.replace(/ {2,}/g, ' ').trim());
  return [...new Set(tidy)];
}

function expand(parts: Parts): string[] {
  return parts.reduce<string[]>(
    (made, part) => {
      const options = typeof part === 'string' ? [part] : part.flatMap(expand);
      return made.flatMap((before) => options.map((option) => before + option));
    },
    [''],
  );
}
