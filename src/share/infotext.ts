import { readPairs } from './pairs.ts';

/** The parts of a `parameters` text: prompts, and the settings as pairs, in the shapes in which it goes around. */
export interface Infotext {
  /** What stands above the settings. */
  head: string;
  /** Empty where the text has no settings. Other programs' keys are spelled as AUTOMATIC1111 spells them. */
  pairs: ReadonlyMap<string, string>;
}

/** The program that `Version` names in our own files. */
export const OWN_PROGRAM = 'wuerstchen-web';

/** Fewer pairs than these may as well be the end of a prompt. */
const FEWEST_PAIRS = 3;

/** Keys that make pairs settings, and what stands behind them. */
const TELLING: Record<string, RegExp> = {
  Steps: /^\d+$/,
  Seed: /^-?\d+$/,
  Size: /^\d+\s?[x×*]\s?\d+$/i,
  'CFG scale': /^-?\d+(\.\d+)?$/,
  Sampler: /\S/,
  RNG: /^(CPU|GPU|NV)$/,
};

/** Other spellings of AUTOMATIC1111's keys, in lower case. */
const SPELLINGS: Record<string, string[]> = {
  Steps: ['steps', 'sampling steps', 'inference steps', 'num inference steps'],
  Sampler: ['sampler', 'sampler name', 'sampling method'],
  'CFG scale': ['cfg scale', 'cfg', 'guidance scale', 'guidance'],
  Seed: ['seed', 'noise seed'],
  Size: ['size', 'resolution', 'image size'],
  Width: ['width'],
  Height: ['height'],
  Model: ['model', 'checkpoint', 'base model', 'model name'],
  'Denoising strength': ['denoising strength', 'denoise strength'],
  RNG: ['rng'],
};
const CANONICAL = new Map(
  Object.entries(SPELLINGS).flatMap(([key, spelled]) => spelled.map((each) => [each, key])),
);

/** What a line with such a key has in any spelling: looked at first, because most lines of a text have none. */
const MAY_TELL = /step|seed|size|resolution|width|sampl|cfg|guidance|rng/i;

/** Where settings may begin behind a prompt whose line ends are lost. */
const FIRST_KEY = /Steps:\s{0,9}\d/g;
const OTHER_KEY = /(?:Sampler|CFG scale|Seed|Size):/g;
const NEGATIVE = /Negative prompt:\s{0,9}/gi;
/** Most places in a line that are tried. */
const MOST_TRIES = 5;
/** Longest line that may hold settings: two of the longest prompts, every character escaped, fit. */
const LONGEST_LINE = 200_000;

/**
 * Finds the settings in a text: on the last line, above further lines such as `Template: ...`, behind the prompt where
 * line ends are lost, or one pair a line.
 */
export function splitInfotext(text: string): Infotext {
  const lines = text.trim().split(/\r\n|\n|\r/);
  for (let i = lines.length - 1; i >= 0; i--) {
    if (!mayBeLast(lines, i) || lines[i]!.length > LONGEST_LINE) continue;
    const found = settingsIn(lines[i]!, i > 0);
    if (found === null) continue;
    return { head: [...lines.slice(0, i), found.head].join('\n'), pairs: found.pairs };
  }
  return pairPerLine(lines) ?? { head: lines.join('\n'), pairs: new Map() };
}

/** Whether a text has settings beside its prompt. */
export function hasSettings(text: string): boolean {
  return splitInfotext(text).pairs.size > 0;
}

/** Prompt and negative prompt of a head whose line ends are lost: `a robot Negative prompt: fog`. */
export function splitNegative(head: string): { prompt: string; negative: string } | null {
  const found = places(head, NEGATIVE)[0];
  if (found === undefined) return null;
  return { prompt: found.head.trim(), negative: head.slice(found.end).trim() };
}

/** Whether the settings may stand on line i: on the last, or above one such as `Template: a {red|blue} house`. */
function mayBeLast(lines: string[], i: number): boolean {
  const next = lines[i + 1];
  return next === undefined || /^[A-Z][\w -]{0,40}:/.test(next);
}

function settingsIn(line: string, hasLinesAbove: boolean): Infotext | null {
  if (!MAY_TELL.test(line)) return null;
  const whole = settings(line);
  const first = /^\s*(\w[\w \-/]*):/.exec(line)?.[1]?.trim().toLowerCase();
  const isOurs = whole?.get('Version')?.startsWith(OWN_PROGRAM) === true;
  if (whole !== null && (isOurs || CANONICAL.has(first ?? ''))) return { head: '', pairs: whole };
  const inner = settingsBehind(line, FIRST_KEY);
  // A line below a prompt, such as `Hashes: {...}, Steps: 20`.
  const isLine = whole !== null && hasLinesAbove && first !== undefined;
  if (isLine && (inner === null || inner.follows) && places(line, NEGATIVE).length === 0) {
    return { head: '', pairs: whole };
  }
  return inner ?? settingsBehind(line, OTHER_KEY);
}

function settingsBehind(line: string, keys: RegExp): (Infotext & { follows: boolean }) | null {
  for (const { head, start, follows } of places(line, keys)) {
    const pairs = settings(line.slice(start));
    if (pairs !== null) return { head, pairs, follows };
  }
  return null;
}

interface Place {
  /** What stands before it, without what may stand for a line end. */
  head: string;
  /** Whether a comma stands before it, as between pairs. */
  follows: boolean;
  start: number;
  end: number;
}

/** Where a pattern begins behind something that may stand for a line end: spaces, `.`, or one written out. */
function places(line: string, pattern: RegExp): Place[] {
  const found: Place[] = [];
  for (const match of line.matchAll(pattern)) {
    if (found.length >= MOST_TRIES) break;
    const start = match.index;
    const before = line.slice(0, start);
    const text = before.trimEnd();
    const sign = /(?:,|;|\||\\n|<br ?\/?>)$/.exec(text.slice(-8))?.[0] ?? '';
    const isDot = text === before && text.endsWith('.');
    if (text !== '' && text === before && sign === '' && !isDot) continue;
    const head = isDot ? text.slice(0, -1) : text.slice(0, text.length - sign.length);
    found.push({ head, follows: sign === ',', start, end: start + match[0].length });
  }
  return found;
}

/** `Steps: 20` and so on, one below the other, at the end of a text. */
function pairPerLine(lines: string[]): Infotext | null {
  let first = lines.length;
  while (first > 0) {
    const key = /^\s*([A-Za-z][\w ]*):\s*\S/.exec(lines[first - 1]!)?.[1];
    if (key === undefined || !CANONICAL.has(key.trim().toLowerCase())) break;
    first--;
  }
  const pairs = settings(lines.slice(first).join(','));
  if (pairs === null) return null;
  const head = lines.slice(0, first).join('\n').trim();
  return { head: head.replace(/^prompt:\s*/i, ''), pairs };
}

/** The pairs of a settings line; null where it is none. */
function settings(line: string): Map<string, string> | null {
  const found = readPairs(line);
  if (found.size < FEWEST_PAIRS) return null;
  const pairs = canonical(found);
  const tells = Object.entries(TELLING).some(([key, shape]) => shape.test(pairs.get(key) ?? ''));
  return tells ? pairs : null;
}

/** With AUTOMATIC1111's spelling beside others; our own keys are none of those. */
function canonical(pairs: Map<string, string>): Map<string, string> {
  const all = new Map(pairs);
  for (const [key, value] of pairs) {
    const known = CANONICAL.get(key.toLowerCase());
    if (known !== undefined && !all.has(known)) all.set(known, value);
  }
  const [width, height] = [all.get('Width'), all.get('Height')];
  if (width !== undefined && height !== undefined && !all.has('Size')) {
    all.set('Size', `${width}x${height}`);
  }
  return all;
}
