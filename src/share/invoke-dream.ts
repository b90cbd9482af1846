import { readForeign, type ForeignSettings, type Named } from './foreign.ts';
import type { SettingsReading } from './settings.ts';

/** The options that InvokeAI's command line had until version 2. */
const OPTIONS: Record<string, 'steps' | 'seed' | 'width' | 'height' | 'guidance' | 'sampler'> = {
  s: 'steps',
  S: 'seed',
  W: 'width',
  H: 'height',
  C: 'guidance',
  A: 'sampler',
};

/** `"a red house [fog]" -s 50 -S 42 -W 512 -H 768 -C 7.5 -A k_lms`; null for any other text. */
export function readDream(text: string): SettingsReading | null {
  const trimmed = text.trim();
  const begin = /^"((?:[^"\\]|\\.){0,10000})"(?=\s|$)/s.exec(trimmed);
  const first = trimmed.search(/\s-[sSWHCA]\s{0,3}[\w"]/);
  if (first < 0) return null;
  const prompt = begin?.[1]?.replace(/\\(.)/gs, '$1') ?? trimmed.slice(0, first);
  const options = trimmed.slice(begin?.[0].length ?? first);
  const values: Partial<Record<(typeof OPTIONS)[string], Named>> = {};
  for (const [, option, value] of options.matchAll(/\s-([sSWHCA])\s{0,3}([\w.+-]{1,40})/g)) {
    const name = OPTIONS[option!]!;
    values[name] ??= { key: `-${option}`, value: value! };
  }
  if (values.steps === undefined && values.seed === undefined) return null;
  const { width, height, ...others } = values;
  const found: ForeignSettings = { ...others, ...bracketed({ key: 'Prompt', value: prompt }) };
  if (width && height) found.size = { key: 'Size', value: `${width.value}x${height.value}` };
  return readForeign(found, 'InvokeAI');
}

/** In InvokeAI before version 3 words in brackets were the negative prompt. */
export function bracketed(prompt: Named): { prompt: Named; negative?: Named } {
  const negative = [...prompt.value.matchAll(/\[([^[\]]{1,10000})\]/g)].map(([, words]) =>
    words!.trim(),
  );
  if (negative.length === 0) return { prompt };
  const value = prompt.value.replace(/\s*\[[^[\]]{1,10000}\]/g, '').trim();
  return {
    prompt: { ...prompt, value },
    negative: { key: 'Negative prompt', value: negative.join(', ') },
  };
}
