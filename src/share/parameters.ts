import {
  completionField,
  featherField,
  scaleField,
  seedField,
  sizeField,
  stageFields,
  strengthField,
  type Field,
} from './fields.ts';
import { lorasIn, programOf, resourcesOf } from './a1111.ts';
import { OWN_PROGRAM, splitInfotext, splitNegative } from './infotext.ts';
import { quote } from './pairs.ts';
import { emptyReading, leaveOut, takeField, takeText } from './reading.ts';
import type { SettingsReading, SharedSettings } from './settings.ts';

/** What the text says beside the settings. */
export interface Maker {
  modelName: string;
  /** Program and version: `wuerstchen-web 0.1.0`. */
  program: string;
}

const NEGATIVE = 'Negative prompt:';

/** Keys of our own. The full prompts are written only where the lines above cannot say them. */
const MODEL_ID = 'Model ID';
const FULL = { prompt: 'Full prompt', negative: 'Full negative prompt' } as const;

/** In the order in which others write them: some programs find the last line by its `Steps`. */
const { prior, decoder } = stageFields;
const FIELDS: Field[] = [
  ...[prior.steps, prior.solver, prior.guidance, seedField, sizeField],
  ...[prior.schedule, decoder.steps, decoder.solver, decoder.guidance, decoder.schedule],
  completionField,
  strengthField,
  featherField,
  scaleField,
];

/**
 * The `parameters` text for a picture made with `settings`, as AUTOMATIC1111 began it: prompt, a line with the negative
 * prompt, and a last line of `Key: value` pairs. `readParameters` reads the settings back exactly. See docs/links.md.
 */
export function writeParameters(settings: SharedSettings, { modelName, program }: Maker): string {
  const { prompt = '', negative = '', model } = settings;
  const head = [printable(prompt), ...(negative && [`${NEGATIVE} ${printable(negative)}`])];
  // As we read them, and as we would read another program's.
  const plain = [readHead(head.join('\n'), true), readHead(head.join('\n'), false)];
  const pairs: [string, string | undefined][] = [
    ...FIELDS.map((field): [string, string | undefined] => [
      field.key.png,
      field.write(settings, 'png'),
    ]),
    ['Model', modelName],
    [MODEL_ID, model],
    [FULL.prompt, plain.every((read) => read.prompt === prompt) ? undefined : json(prompt)],
    [FULL.negative, plain.every((read) => read.negative === negative) ? undefined : json(negative)],
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
export function readParameters(text: string): SettingsReading {
  const { head, pairs } = splitInfotext(text);
  const isOurs = pairs.get('Version')?.startsWith(OWN_PROGRAM) === true;
  const program = isOurs ? null : programOf(pairs);
  const reading = emptyReading(program);
  reading.modelName = pairs.get('Model') || null;
  const plain = readHead(head, isOurs);
  takeText(reading, 'prompt', 'Prompt', pairs.get(FULL.prompt) ?? plain.prompt);
  takeText(reading, 'negative', 'Negative prompt', pairs.get(FULL.negative) ?? plain.negative);
  takeText(reading, 'model', MODEL_ID, pairs.get(MODEL_ID) ?? '');
  for (const field of FIELDS) {
    // Where a picture was painted from words and then once more larger, the strength is no start picture's.
    if (field === strengthField && pairs.has('Hires upscale')) continue;
    const value = pairs.get(field.key.png);
    if (value !== undefined) takeField(reading, field, field.key.png, value);
  }
  if (isOurs || pairs.size === 0) return reading;
  const resources = resourcesOf(pairs);
  reading.modelName ??= resources.model;
  leaveOut(reading, 'LoRA', [...lorasIn(head), ...resources.loras]);
  return reading;
}

/**
 * Everything above the settings, each line trimmed.
 * @param isOurs the negative prompt begins a line, exactly as we write it; other programs' texts may have lost that
 */
function readHead(head: string, isOurs: boolean): { prompt: string; negative: string } {
  const prompt: string[] = [];
  const negative: string[] = [];
  let into = prompt;
  for (const line of head.trim().split('\n')) {
    const trimmed = line.trim();
    const begins = isOurs ? trimmed.startsWith(NEGATIVE) : /^negative prompt:/i.test(trimmed);
    if (begins) {
      into = negative;
      const first = trimmed.slice(NEGATIVE.length).trim();
      if (first !== '' || negative.length > 0) negative.push(first);
    } else into.push(trimmed);
  }
  const lines = { prompt: prompt.join('\n'), negative: negative.join('\n') };
  return (!isOurs && into === prompt && splitNegative(lines.prompt)) || lines;
}

function isFull(key: string): boolean {
  return key === FULL.prompt || key === FULL.negative;
}

function json(text: string): string {
  return JSON.stringify(text);
}

/** Without signs that a text chunk must not hold. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the signs to remove
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]|\p{Surrogate}/gu, ' ');
}
