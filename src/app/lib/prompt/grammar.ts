/** A little English grammar, as far as putting one noun in the place of another needs it. */

const PLURALS: Readonly<Record<string, string>> = {
  child: 'children',
  goose: 'geese',
  man: 'men',
  mouse: 'mice',
  person: 'people',
  snowman: 'snowmen',
  wolf: 'wolves',
  woman: 'women',
};
const SINGULARS = new Map(Object.entries(PLURALS).map(([singular, plural]) => [plural, singular]));

/** Whether a noun is in the plural, as far as its spelling tells. */
export function isPlural(noun: string): boolean {
  return SINGULARS.has(noun) || /[^sui]s$/.test(noun);
}

export function pluralOf(noun: string): string {
  const irregular = PLURALS[noun];
  if (irregular !== undefined) return irregular;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** What a plural may be the plural of, the likeliest first; the noun itself where it is none. */
export function singularsOf(noun: string): string[] {
  const irregular = SINGULARS.get(noun);
  if (irregular !== undefined) return [irregular];
  if (!isPlural(noun)) return [noun];
  const endings = [
    [/ies$/, 'y'],
    [/ves$/, 'f'],
    [/s$/, ''],
    [/es$/, ''],
  ] as const;
  return endings.flatMap(([ending, instead]) =>
    ending.test(noun) ? [noun.replace(ending, instead)] : [],
  );
}

/** `a house`, `an igloo`, `a unicorn`. */
export function withArticle(words: string): string {
  return `${/^(?!eu|one|ufo|uni|use)[aeiou]/i.test(words) ? 'an' : 'a'} ${words}`;
}
