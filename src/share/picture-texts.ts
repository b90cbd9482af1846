import { readComfy } from './comfy.ts';
import { hasSettings } from './infotext.ts';
import { bracketed, readDream } from './invoke-dream.ts';
import { isObject, parseJson } from './json.ts';
import { readJsonSettings, readJsonText } from './json-settings.ts';
import { readParameters } from './parameters.ts';
import { addProblem, emptyReading, hasMoreThanWords } from './reading.ts';
import type { SettingsReading } from './settings.ts';

/** A text in a picture's file, under the name that a program has given it. */
export interface PictureText {
  /** A PNG keyword or the name of an EXIF tag. */
  keyword: string;
  text: string;
}

/** What some programs write where there is nothing to say. */
const NOTHING = ['', 'None', 'null', 'undefined', '{}', '[]'];

/**
 * The settings in a picture's texts, whichever program wrote them: the first text that says more than a prompt, then the
 * first that says anything, then the first of which only the program is known. Null where none of them is about settings.
 */
export function readPictureTexts(texts: readonly PictureText[]): SettingsReading | null {
  const said = texts.flatMap(({ keyword, text }) => {
    const clean = cleaned(text);
    return NOTHING.includes(clean) ? [] : [{ keyword, text: clean }];
  });
  let words: SettingsReading | null = null;
  let named: SettingsReading | null = null;
  for (const reading of readings(said)) {
    if (hasMoreThanWords(reading)) return reading;
    if (Object.keys(reading.settings).length > 0) words ??= reading;
    else if (reading.problems.length > 0) named ??= reading;
  }
  return words ?? named;
}

/** Keywords in the order in which they count; texts under other ones come last. */
const ORDER = [
  ...['parameters', 'invokeai_metadata', 'sd-metadata', 'Dream', 'prompt', 'workflow'],
  ...['Comment', 'UserComment', 'generation_data', 'Description', 'ImageDescription'],
];

function* readings(texts: PictureText[]): Generator<SettingsReading> {
  const loose = readLoose(texts);
  if (loose !== null) yield loose;
  const rank = ({ keyword }: PictureText) => {
    const at = ORDER.findIndex((known) => known.toLowerCase() === keyword.toLowerCase());
    return at < 0 ? ORDER.length : at;
  };
  for (const each of texts.toSorted((a, b) => rank(a) - rank(b))) {
    const reading = readOne(each, texts);
    if (reading !== null) yield reading;
  }
}

/** What one text says, by its keyword where that tells, otherwise by its shape. */
function readOne({ keyword, text }: PictureText, texts: PictureText[]): SettingsReading | null {
  const name = keyword.toLowerCase();
  const nameOf = (wanted: string) => texts.find((each) => each.keyword.toLowerCase() === wanted);
  if (name === 'dream') return readDream(text);
  if (name === 'sd-metadata') return readOldInvoke(text);
  if (name === 'invokeai_metadata') return readJsonText(text, 'InvokeAI');
  // NovelAI names itself beside its settings, and once had the prompt there, too.
  const isNovel = nameOf('software')?.text.startsWith('NovelAI') === true;
  if (isNovel && name === 'comment') return readNovel(text, nameOf('description')?.text);
  const reading = readText(text);
  if (reading !== null || name !== 'parameters') return reading;
  return /^[[{]\s*["{]/.test(text) ? notRead(keyword, text) : readParameters(text);
}

/** JSON that is damaged, or about something else, is no prompt. */
function notRead(key: string, value: string): SettingsReading | null {
  if (parseJson(value) !== undefined) return null;
  const reading = emptyReading(null);
  addProblem(reading, { key, value, expected: { kind: 'json' } });
  return reading;
}

/** Settings in a text of any program, on its own; null for any other text, a plain prompt among them. */
export function readText(text: string): SettingsReading | null {
  const clean = cleaned(text);
  // EXIF of ComfyUI: `prompt:{...}`.
  const graph = /^(?:prompt|workflow):\s{0,9}(?=\{)/i.exec(clean)?.[0] ?? '';
  const rest = clean.slice(graph.length);
  if (/^\s*[[{]/.test(rest) && parseJson(rest) !== undefined) {
    return readComfy(rest) ?? readJsonText(rest);
  }
  if (hasSettings(clean)) return readParameters(clean);
  return readDream(clean) ?? readLines(clean);
}

/** Without what is no part of a text: a byte-order mark, NULs at the end, quotes around a text with escapes. */
function cleaned(text: string): string {
  let end = text.length;
  while (text.charCodeAt(end - 1) === 0) end--;
  const clean = text.slice(0, end).trim();
  if (!clean.startsWith('"') || !clean.endsWith('"') || !clean.includes('\\n')) return clean;
  const inner = parseJson(clean);
  return typeof inner === 'string' ? inner.trim() : clean;
}

function readOldInvoke(text: string): SettingsReading | null {
  const json = parseJson(text);
  if (!isObject(json)) return null;
  const image = isObject(json['image']) ? json['image'] : json;
  const parts = Array.isArray(image['prompt']) ? (image['prompt'] as unknown[]) : [image['prompt']];
  const prompt = parts.map((part) => (isObject(part) ? part['prompt'] : part));
  const whole = prompt.filter((part) => typeof part === 'string').join(', ');
  const words = bracketed({ key: 'prompt', value: whole });
  const { negative_prompt: own } = image;
  return readJsonSettings(
    {
      ...json,
      image: undefined,
      ...image,
      prompt: words.prompt.value,
      negative_prompt: own ?? words.negative?.value,
    },
    'InvokeAI',
  );
}

function readNovel(text: string, description: string | undefined): SettingsReading | null {
  const json = parseJson(text);
  if (!isObject(json)) return null;
  return readJsonSettings({ prompt: description, ...json }, 'NovelAI');
}

/** Easy Diffusion writes each setting into a text of its own. */
function readLoose(texts: PictureText[]): SettingsReading | null {
  const isLoose = texts.some(({ keyword }) =>
    /^(num_inference_steps|guidance_scale)$/.test(keyword),
  );
  if (!isLoose) return null;
  return readJsonSettings(Object.fromEntries(texts.map(({ keyword, text }) => [keyword, text])));
}

/** `prompt: a red house`, `seed: 7` and so on, one below the other, as Easy Diffusion writes beside its pictures. */
function readLines(text: string): SettingsReading | null {
  const pairs = new Map<string, string>();
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line.trim() === '') continue;
    const [, key, value] = /^\s*([A-Za-z][\w ]{0,40}):(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined || pairs.size > MOST_LINES) return null;
    if (!pairs.has(key)) pairs.set(key, value.trim());
  }
  const reading = readJsonSettings(Object.fromEntries(pairs));
  return reading?.settings.prompt !== undefined && hasMoreThanWords(reading) ? reading : null;
}

const MOST_LINES = 200;
