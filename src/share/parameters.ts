import {
  completionField,
  featherField,
  MAX_TEXT_LENGTH,
  mergeSettings,
  scaleField,
  seedField,
  sizeField,
  stageFields,
  strengthField,
  type SettingProblem,
} from './fields.ts';
import type { SharedSettings } from './settings.ts';

/**
 * The `parameters` text that AUTOMATIC1111 began and many programs read: prompt, a line with the
 * negative prompt, and a last line of `Key: value` pairs. See docs/links.md.
 */
export interface ParametersReading {
  settings: SharedSettings;
  /** What was skipped, in the order of the text. */
  problems: SettingProblem[];
  /** The model as people call it, whichever program painted with it. */
  modelName: string | null;
}

/** What the text says beside the settings. */
export interface Maker {
  modelName: string;
  /** Program and version: `wuerstchen-web 0.1.0`. */
  program: string;
}

const NEGATIVE = 'Negative prompt:';
/** Fewer pairs than these may as well be the end of a prompt. */
const FEWEST_PAIRS = 3;

/** Keys of our own. The full prompts are written only where the lines above cannot say them. */
const MODEL_ID = 'Model ID';
const FULL = { prompt: 'Full prompt', negative: 'Full negative prompt' } as const;

/** In the order in which others write them: some programs find the last line by its `Steps`. */
const { prior, decoder } = stageFields;
const FIELDS = [
  ...[prior.steps, prior.solver, prior.guidance, seedField, sizeField],
  ...[prior.schedule, decoder.steps, decoder.solver, decoder.guidance, decoder.schedule],
  completionField,
  strengthField,
  featherField,
  scaleField,
];

/** The text for a picture made with `settings`; `readParameters` reads them back exactly. */
export function writeParameters(settings: SharedSettings, { modelName, program }: Maker): string {
  const { prompt = '', negative = '', model } = settings;
  const head = [printable(prompt), ...(negative && [`${NEGATIVE} ${printable(negative)}`])];
  const plain = readHead(head);
  const pairs: [string, string | undefined][] = [
    ...FIELDS.map((field): [string, string | undefined] => [
      field.key.png,
      field.write(settings, 'png'),
    ]),
    ['Model', modelName],
    [MODEL_ID, model],
    [FULL.prompt, plain.prompt === prompt ? undefined : JSON.stringify(prompt)],
    [FULL.negative, plain.negative === negative ? undefined : JSON.stringify(negative)],
    ['RNG', 'CPU'],
    ['Version', program],
  ];
  const last = pairs.flatMap(([key, value]) => {
    if (value === undefined) return [];
    return [`${key}: ${isFull(key) ? value : quote(value)}`];
  });
  return [...head, last.join(', ')].join('\n');
}

/** Reads our own text and that of other programs; keys that we do not know are ignored. */
export function readParameters(text: string): ParametersReading {
  const lines = text.trim().split('\n');
  let pairs = readPairs(lines.at(-1) ?? '');
  if (pairs.size >= FEWEST_PAIRS) lines.pop();
  else pairs = new Map<string, string>();
  const reading: ParametersReading = {
    settings: {},
    problems: [],
    modelName: pairs.get('Model') || null,
  };
  // Where another program painted a picture from words and then once more larger, this is no start picture's.
  if (pairs.has('Hires upscale')) pairs.delete(strengthField.key.png);
  const plain = readHead(lines);
  const takeText = (key: 'prompt' | 'negative' | 'model', label: string, value: string) => {
    if (value.length > MAX_TEXT_LENGTH) {
      const expected = { kind: 'length', max: MAX_TEXT_LENGTH } as const;
      reading.problems.push({ key: label, value, expected });
    } else if (value !== '') reading.settings = { ...reading.settings, [key]: value };
  };
  takeText('prompt', 'Prompt', pairs.get(FULL.prompt) ?? plain.prompt);
  takeText('negative', 'Negative prompt', pairs.get(FULL.negative) ?? plain.negative);
  takeText('model', MODEL_ID, pairs.get(MODEL_ID) ?? '');
  for (const field of FIELDS) {
    const key = field.key.png;
    const value = pairs.get(key);
    if (value === undefined) continue;
    const found = field.read(value, 'png');
    if (found === null) reading.problems.push({ key, value, expected: field.expected.png });
    else reading.settings = mergeSettings(reading.settings, found);
  }
  return reading;
}

/** Everything above the last line, each line trimmed. */
function readHead(texts: string[]): { prompt: string; negative: string } {
  const prompt: string[] = [];
  const negative: string[] = [];
  let into = prompt;
  for (const line of texts.join('\n').trim().split('\n')) {
    const trimmed = line.trim();
    if (trimmed.startsWith(NEGATIVE)) {
      into = negative;
      const first = trimmed.slice(NEGATIVE.length).trim();
      if (first !== '' || negative.length > 0) negative.push(first);
    } else into.push(trimmed);
  }
  return { prompt: prompt.join('\n'), negative: negative.join('\n') };
}

/** `Key: value, Key: "a JSON string, with commas"`; of a key that comes twice the first counts. */
function readPairs(line: string): Map<string, string> {
  const pairs = new Map<string, string>();
  let at = 0;
  for (;;) {
    const colon = line.indexOf(':', at);
    if (colon < 0) return pairs;
    const key = line.slice(at, colon).split(',').at(-1)!.trim();
    const { value, end } = readValue(line, colon + 1);
    if (/^\w[\w \-/]+$/.test(key) && !pairs.has(key)) pairs.set(key, value);
    at = end + 1;
  }
}

/** A value from `start`, and where it ends: at a comma or with the line. */
function readValue(line: string, start: number): { value: string; end: number } {
  const quoted = /\s*"/y;
  quoted.lastIndex = start;
  if (quoted.test(line)) {
    const open = quoted.lastIndex - 1;
    const close = closingQuote(line, open);
    const end = endOfValue(line, close);
    const value = line.slice(open, close + 1);
    if (close > open && line.slice(close + 1, end).trim() === '') {
      return { value: unquote(value), end };
    }
  }
  const end = endOfValue(line, start);
  return { value: line.slice(start, end).trim(), end };
}

function endOfValue(line: string, from: number): number {
  const comma = line.indexOf(',', from);
  return comma < 0 ? line.length : comma;
}

/** The quote that ends the JSON string beginning at `open`, or -1. */
function closingQuote(line: string, open: number): number {
  for (let i = open + 1; i < line.length; i++) {
    if (line[i] === '\\') i++;
    else if (line[i] === '"') return i;
  }
  return -1;
}

function unquote(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

function quote(value: string): string {
  return /[,:\n]|^"|^\s|\s$/.test(value) ? JSON.stringify(value) : value;
}

function isFull(key: string): boolean {
  return key === FULL.prompt || key === FULL.negative;
}

/** Without signs that a text chunk must not hold. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the signs to remove
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]|\p{Surrogate}/gu, ' ');
}
