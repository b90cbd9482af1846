/** What other programs read in a prompt and this one does not: it would only be words to the model. */
export interface ForeignSyntax {
  /** As typed, each once, in order. */
  found: string[];
  /** The prompt without it: the words in weighted brackets stay, all else of it goes. */
  plain: string;
}

/** A number as in `:1.3`; two digits, as in 10:30, are none. */
const WEIGHT = String.raw`-?(?:\d?\.\d+|\d)`;

/** Each with what stays of it: `$1`, the words that it is put around, or nothing. */
const SYNTAX: readonly (readonly [pattern: RegExp, stays: string])[] = [
  // <lora:name:0.8>
  [/<(?:lora|lyco|hypernet|embedding):[^<>]*>/gi, ''],
  // --ar 16:9, --no people, --tile; a value runs to the next space
  [/(?<!\S)(?:--|—)[a-z]+(?:[ =](?:\d[\w.:/]*|(?<=no )[^\s-]\S*))?/gi, ''],
  // ((word:1.3)), (word:1.3), ((word)), [[word]], [from:to:0.5]; the outermost brackets are the syntax
  [new RegExp(String.raw`\(+([^()]*?):\s*${WEIGHT}\s*\)+`, 'g'), '$1'],
  [/\({2,}([^()]+)\){2,}/g, '$1'],
  [/\[{2,}([^[\]]+)\]{2,}/g, '$1'],
  [new RegExp(String.raw`\[([^[\]:]*):[^[\]]*?:?\s*${WEIGHT}\s*\]`, 'g'), '$1'],
  // word::2
  [new RegExp(String.raw`(?<=\S)::(?:${WEIGHT})?(?!\S)`, 'g'), ''],
  // Parts of a prompt that are encoded one by one
  [/(?<!\S)BREAK(?!\S)/g, ''],
];

/** Finds what was written for AUTOMATIC1111, ComfyUI or Midjourney. */
export function readForeignSyntax(prompt: string): ForeignSyntax {
  const found = new Map<string, number>();
  const plain = SYNTAX.reduce(
    (text, [pattern, stays]) =>
      text.replace(pattern, (match: string, inner?: string | number) => {
        const at = prompt.indexOf(match);
        if (!found.has(match)) found.set(match, at < 0 ? prompt.length : at);
        return stays === '' ? '' : String(inner);
      }),
    prompt,
  );
  return {
    found: [...found].sort(([, a], [, b]) => a - b).map(([match]) => match),
    plain,
  };
}
