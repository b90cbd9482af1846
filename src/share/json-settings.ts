import { readForeign, type ForeignSettings, type Named } from './foreign.ts';
import { isObject, parseJson, type JsonObject } from './json.ts';
import { jsonProgram } from './json-programs.ts';
import { leaveOut } from './reading.ts';
import type { SettingsReading } from './settings.ts';

/**
 * The names that programs give to what they write as JSON, in lower case and without signs between words, the more
 * telling ones first. Fooocus, SwarmUI, InvokeAI, NovelAI, Draw Things, Easy Diffusion, diffusers.
 */
const NAMES = {
  prompt: ['positiveprompt', 'prompt', 'positive', 'rawprompt', 'c'],
  negative: ['negativeprompt', 'negative', 'uc', 'undesiredcontent'],
  seed: ['seed', 'noiseseed'],
  steps: ['steps', 'numinferencesteps', 'inferencesteps', 'samplingsteps'],
  guidance: ['cfgscale', 'guidancescale', 'cfg', 'scale', 'guidance'],
  sampler: ['samplername', 'sampler', 'solver', 'scheduler'],
  width: ['width'],
  height: ['height'],
  size: ['size', 'resolution', 'imagesize'],
  strength: ['denoisingstrength', 'strength', 'promptstrength', 'initimagecreativity'],
  model: [
    ...['basemodel', 'basemodelname', 'model', 'modelname', 'sdmodel', 'sdmodelcheckpoint'],
    ...['usestablediffusionmodel', 'modelweights', 'checkpoint', 'ckptname'],
  ],
  loras: ['loras', 'lora', 'useloramodel', 'loranames'],
  start: ['initimage', 'initimg', 'inputimage', 'sourceimage', 'image2image'],
} as const;

/** Objects in which programs put the settings of a picture. */
const INSIDE = [
  ...['sui_image_params', 'reqBody', 'image', 'params', 'parameters', 'settings', 'meta'],
  ...['metadata', 'generation', 'generation_params', 'request', 'input', 'payload'],
];
const MOST_DEPTH = 3;

/** Lists hold one picture's settings now and then. */
export function readJsonText(text: string, program?: string): SettingsReading | null {
  const begin = text.trimStart()[0];
  if (begin !== '{' && begin !== '[') return null;
  const parsed = parseJson(text);
  const value: unknown = Array.isArray(parsed) && parsed.length === 1 ? parsed[0] : parsed;
  return isObject(value) ? readJsonSettings(value, program) : null;
}

/** The settings in an object of another program; null where it says nothing of a picture. */
export function readJsonSettings(
  json: JsonObject,
  program: string | null = jsonProgram(json),
): SettingsReading | null {
  const values = flat(json);
  const found = foreignIn(values);
  if (found.prompt === undefined && (found.seed ?? found.steps) === undefined) return null;
  const reading = readForeign(found, program);
  leaveOut(reading, 'Character prompt', characterPrompts(json));
  return reading;
}

/** What an object says by the names above. */
function foreignIn(values: Map<string, Named & { raw: unknown }>): ForeignSettings {
  const first = (names: readonly string[]) =>
    names.map((name) => values.get(name)).find((named) => named !== undefined);
  const named = (names: readonly string[]): Named | undefined => {
    const all = names.map((name) => values.get(name)).filter((value) => value !== undefined);
    const full = all.find(({ value }) => value !== '');
    return full && { key: full.key, value: full.value };
  };
  const found: ForeignSettings = {};
  for (const key of ['prompt', 'negative', 'seed', 'steps', 'guidance', 'sampler'] as const) {
    const value = named(NAMES[key]);
    if (value !== undefined) found[key] = value;
  }
  const size = sizeIn(named(NAMES.width), named(NAMES.height), named(NAMES.size));
  if (size !== undefined) found.size = size;
  const strength = named(NAMES.strength);
  if (strength !== undefined && startsFromPicture(values)) found.strength = strength;
  const model = nameOf(first(NAMES.model)?.raw);
  if (model !== null) found.model = model;
  found.loras = lorasOf(values);
  return found;
}

/** All values under their names without signs; what stands inside other objects only where it is not said above. */
function flat(json: JsonObject): Map<string, Named & { raw: unknown }> {
  const values = new Map<string, Named & { raw: unknown }>();
  const add = (object: JsonObject, depth: number) => {
    for (const [key, raw] of Object.entries(object)) {
      const name = key.toLowerCase().replace(/[^a-z0-9]/g, '');
      if (!values.has(name)) values.set(name, { key, value: textOf(raw), raw });
    }
    if (depth === MOST_DEPTH) return;
    for (const key of INSIDE) {
      const inner = object[key];
      if (isObject(inner)) add(inner, depth + 1);
    }
  };
  add(json, 0);
  return values;
}

/** Prompts in parts, as old InvokeAI wrote them, are joined; what is no text or number says nothing. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (!Array.isArray(value)) return '';
  if (value.every((part) => typeof part === 'number')) return value.join(', ');
  const parts = value.map((part: unknown) => (isObject(part) ? part['prompt'] : part));
  return parts.every((part) => typeof part === 'string') ? parts.join(', ') : '';
}

/** `(896, 1152)`, `896x1152 | 7:9`, or width and height by themselves. */
function sizeIn(width?: Named, height?: Named, size?: Named): Named | undefined {
  if (width && height) return { key: 'Size', value: `${width.value}x${height.value}` };
  if (size === undefined) return undefined;
  const [, across, down] = /(\d{1,6})\s?[,x×*]\s?(\d{1,6})/i.exec(size.value) ?? [];
  return { key: size.key, value: across === undefined ? size.value : `${across}x${down}` };
}

function startsFromPicture(values: Map<string, { value: string; raw: unknown }>): boolean {
  const isThere = ({ value, raw }: { value: string; raw: unknown }) =>
    value !== '' || isObject(raw);
  const given = NAMES.start.map((name) => values.get(name));
  if (given.some((each) => each !== undefined && isThere(each))) return true;
  const kind = `${values.get('generationmode')?.value} ${values.get('requesttype')?.value}`;
  return /img2img|image2image|inpaint|outpaint/i.test(kind);
}

function lorasOf(values: Map<string, { key: string; raw: unknown }>): string[] {
  const listed = NAMES.loras.map((name) => values.get(name)?.raw).find((raw) => raw !== undefined);
  const names = (Array.isArray(listed) ? listed : [listed]).map(nameOf);
  // Fooocus numbers them: `lora_combined_1`.
  for (const [name, { raw }] of values) if (/^loracombined\d/.test(name)) names.push(nameOf(raw));
  return names.flatMap((name) => (name === null || name === 'None' ? [] : [name]));
}

/** The name in `"name"`, `"name : 0.5"`, `["name", 0.5]`, `{ "model": { "name": "name" } }`; null for anything else. */
function nameOf(value: unknown, depth = 0): string | null {
  if (typeof value === 'string') return value.replace(/ : -?[\d.]+$/, '').trim() || null;
  if (depth === MOST_DEPTH) return null;
  if (Array.isArray(value)) return nameOf(value[0], depth + 1);
  if (!isObject(value)) return null;
  const inner = ['name', 'model_name', 'lora', 'model', 'file', 'key'].map((key) => value[key]);
  return inner.map((each) => nameOf(each, depth + 1)).find((name) => name !== null) ?? null;
}

/** NovelAI has prompts for single characters beside the whole one. */
function characterPrompts(json: JsonObject): string[] {
  const v4 = json['v4_prompt'];
  const caption = isObject(v4) ? v4['caption'] : null;
  const characters: unknown = isObject(caption) ? caption['char_captions'] : null;
  if (!Array.isArray(characters)) return [];
  return characters.flatMap((each: unknown) => {
    const text = isObject(each) ? each['char_caption'] : null;
    return typeof text === 'string' && text !== '' ? [text] : [];
  });
}
