import { unknownWords } from './words.ts';

/** Words added to a prompt with one press. They are the model's language, never translated. */
interface Style {
  id: StyleId;
  /** Of a group only one is applied at a time. */
  group: 'light' | 'sky' | 'ground' | 'medium';
  /** Goes behind the prompt as it stands. */
  adds: string;
  /** Goes behind the negative prompt; empty for nothing. */
  avoids: string;
}

/**
 * In words that the built-in model knows where it knows such pictures at all; the last two are for
 * models with a wide vocabulary.
 */
const STYLE_PRESETS = {
  day: { group: 'light', adds: ' on a sunny day', avoids: 'night' },
  sunset: { group: 'light', adds: ' at sunset', avoids: '' },
  night: { group: 'light', adds: ' at night', avoids: 'sun' },
  aurora: { group: 'light', adds: ' under the northern lights', avoids: '' },
  cloudy: { group: 'sky', adds: ' under a cloudy sky', avoids: '' },
  rain: { group: 'sky', adds: ' in the rain', avoids: '' },
  rainbow: { group: 'sky', adds: ' with a rainbow', avoids: '' },
  snowfall: { group: 'sky', adds: ' in falling snow', avoids: '' },
  winter: { group: 'ground', adds: ' in the snow', avoids: '' },
  watercolour: { group: 'medium', adds: ', in watercolour style', avoids: '' },
  ink: { group: 'medium', adds: ', ink drawing', avoids: '' },
  poster: { group: 'medium', adds: ', in flat poster style', avoids: '' },
  pixels: { group: 'medium', adds: ', pixel art', avoids: '' },
  neon: { group: 'medium', adds: ', in neon style', avoids: '' },
  paper: { group: 'medium', adds: ', in paper cut style', avoids: '' },
  photo: { group: 'medium', adds: ', photograph, natural light, 35 mm', avoids: 'drawing' },
  oil: { group: 'medium', adds: ', oil painting, visible brush strokes', avoids: 'photograph' },
} as const satisfies Record<string, Omit<Style, 'id'>>;

export type StyleId = keyof typeof STYLE_PRESETS;

const STYLES: Style[] = Object.entries(STYLE_PRESETS).map(([id, look]) => ({
  id: id as StyleId,
  ...look,
}));

/** The rows in which styles are offered. */
export const STYLE_ROWS = ['light', 'weather', 'style'] as const;
export type StyleRow = (typeof STYLE_ROWS)[number];

const ROWS: Record<Style['group'], StyleRow> = {
  light: 'light',
  sky: 'weather',
  ground: 'weather',
  medium: 'style',
};

export function rowOf({ group }: Style): StyleRow {
  return ROWS[group];
}

/** The styles that a model can follow: with a closed vocabulary those of which it knows every word. */
export function stylesFor(vocabulary: readonly string[] | undefined): Style[] {
  return STYLES.filter(
    ({ adds, avoids }) => unknownWords(`${adds} ${avoids}`, vocabulary).length === 0,
  );
}

/** The chosen ones among `offered`, in the order offered; what this model lacks is not applied. */
export function appliedStyles(offered: readonly Style[], chosen: readonly string[]): Style[] {
  return offered.filter(({ id }) => chosen.includes(id));
}

/** `chosen` with one style put on, in the place of its group's other, or taken off again. */
export function toggleStyle(chosen: readonly string[], id: StyleId): string[] {
  if (chosen.includes(id)) return chosen.filter((other) => other !== id);
  const { group } = STYLE_PRESETS[id];
  const rivals: string[] = STYLES.filter((style) => style.group === group).map(({ id }) => id);
  return [...chosen.filter((other) => !rivals.includes(other)), id];
}

/** The prompt with what the styles add; a full stop or comma at its end makes room for them. */
export function withStyles(prompt: string, applied: readonly Style[]): string {
  if (applied.length === 0) return prompt;
  return prompt.replace(/[\s,;.]+$/, '') + applied.map(({ adds }) => adds).join('');
}

/** The negative prompt with what the styles leave out. */
export function withAvoided(negative: string, applied: readonly Style[]): string {
  return [negative, ...applied.map(({ avoids }) => avoids)]
    .filter((part) => part !== '')
    .join(', ');
}
