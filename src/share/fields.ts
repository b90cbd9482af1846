import { ENLARGEMENTS, type StageSettings } from '../protocol/engine.ts';
import type { Expected, SharedSettings } from './settings.ts';

/** Longest prompt that is read from outside, in UTF-16 units. A text encoder reads about 400. */
export const MAX_TEXT_LENGTH = 10_000;
const MAX_STEPS = 1000;
const MAX_GUIDANCE = 100;
const MAX_SIDE = 16_384;
const MAX_SEED = 2n ** 64n - 1n;

/** Settings are written in two dialects: the hash of a link, and the `parameters` text of a PNG. */
export type Dialect = 'link' | 'png';

/** One setting apart from the prompts: its name in each dialect, and how it becomes text and back. */
export interface Field {
  key: Record<Dialect, string>;
  expected: Record<Dialect, Expected>;
  write: (settings: SharedSettings, dialect: Dialect) => string | undefined;
  /** The setting that `text` names, or null where it names none. */
  read: (text: string, dialect: Dialect) => SharedSettings | null;
}

type Solver = StageSettings['solver'];
type Schedule = StageSettings['schedule'];
type Stage = 'prior' | 'decoder';

/** How a choice is spelled; in files of other programs also as `others`. */
type Spelling = Record<Dialect, string> & { others?: string[] };

/** `+` means a space in a link, and PNG files spell samplers as AUTOMATIC1111 does. */
const SOLVERS: Record<Solver, Spelling> = {
  ddpm: { link: 'ddpm', png: 'DDPM', others: ['ddpmscheduler', 'ddpmwuerstchenscheduler'] },
  ddim: { link: 'ddim', png: 'DDIM', others: ['ddimscheduler'] },
  'dpm++2m': {
    link: 'dpmpp2m',
    png: 'DPM++ 2M',
    others: ['dpmpp_2m', 'k_dpmpp_2m', 'dpm++2m', 'dpmsolvermultistepscheduler'],
  },
};

const SCHEDULES: Record<Schedule, Spelling> = {
  uniform: { link: 'uniform', png: 'uniform' },
  cosine: { link: 'cosine', png: 'cosine' },
  authors: { link: 'authors', png: 'authors' },
};

/** Most phrases that are read from outside. */
const MAX_PHRASES = 20;

/** Phrases joined with commas; they hold none themselves. */
export const completionField: Field = {
  key: { link: 'completion', png: 'Completion' },
  expected: both({ kind: 'length', max: MAX_TEXT_LENGTH }),
  write: ({ completion = [] }, dialect) =>
    completion.length === 0 ? undefined : completion.join(dialect === 'link' ? ',' : ', '),
  read: (text) => {
    const phrases = text.split(',').map((phrase) => phrase.trim());
    const completion = phrases.filter((phrase) => phrase !== '');
    const isTooLong = text.length > MAX_TEXT_LENGTH || completion.length > MAX_PHRASES;
    return isTooLong ? null : { completion };
  },
};

export const seedField: Field = {
  key: { link: 'seed', png: 'Seed' },
  expected: both({ kind: 'integer', from: '0', to: String(MAX_SEED) }),
  write: ({ seed }) => seed,
  read: (text) => {
    const seed = readSeed(text);
    return seed === null ? null : { seed };
  },
};

export const sizeField: Field = {
  key: { link: 'size', png: 'Size' },
  expected: both({ kind: 'size' }),
  write: ({ width, height }) =>
    width === undefined || height === undefined ? undefined : `${width}x${height}`,
  read: (text) => {
    const [, width, height] = /^(\d{1,5})\s?[x×*]\s?(\d{1,5})$/i.exec(text) ?? [];
    const size = { width: Number(width), height: Number(height) };
    return isSide(size.width) && isSide(size.height) ? size : null;
  },
};

/** How many times larger than it was composed a picture was painted. */
export const scaleField: Field = {
  key: { link: 'bscale', png: 'Decoder scale' },
  expected: both({ kind: 'choice', choices: ENLARGEMENTS.map(String) }),
  write: ({ scale }) => scale?.toString(),
  read: (text) => {
    const scale = ENLARGEMENTS.find((each) => String(each) === text);
    return scale === undefined ? null : { scale };
  },
};

/** How much of a start picture is painted anew; AUTOMATIC1111's key. */
export const strengthField: Field = {
  key: { link: 'strength', png: 'Denoising strength' },
  expected: both({ kind: 'number', from: '0', to: '1' }),
  write: ({ strength }) => strength?.toString(),
  read: (text) => {
    const strength = /^(\d|\d?\.\d{1,30})(e-\d{1,3})?$/i.test(text) ? Number(text) : NaN;
    return strength <= 1 ? { strength } : null;
  },
};

const MAX_FEATHER = 1024;

/** How softly the part that was painted anew ends; AUTOMATIC1111's key. Only where there was such a part. */
export const featherField: Field = {
  key: { link: 'feather', png: 'Mask blur' },
  expected: both({ kind: 'number', from: '0', to: String(MAX_FEATHER) }),
  write: ({ feather }) => feather?.toString(),
  read: (text) => {
    const feather = /^\d{1,4}(\.\d{1,30})?$/.test(text) ? Number(text) : NaN;
    return feather <= MAX_FEATHER ? { feather } : null;
  },
};

/** The four settings of one diffusion stage. */
export const stageFields = {
  prior: fieldsOf('prior', {
    steps: { link: 'steps', png: 'Steps' },
    guidance: { link: 'guidance', png: 'CFG scale' },
    solver: { link: 'solver', png: 'Sampler' },
    schedule: { link: 'schedule', png: 'Schedule' },
  }),
  decoder: fieldsOf('decoder', {
    steps: { link: 'bsteps', png: 'Decoder steps' },
    guidance: { link: 'bguidance', png: 'Decoder CFG scale' },
    solver: { link: 'bsolver', png: 'Decoder sampler' },
    schedule: { link: 'bschedule', png: 'Decoder schedule' },
  }),
} as const;

/** Adds what `more` names; the settings of a stage are joined one by one. */
export function mergeSettings(settings: SharedSettings, more: SharedSettings): SharedSettings {
  const merged = { ...settings, ...more };
  if (settings.prior && more.prior) merged.prior = { ...settings.prior, ...more.prior };
  if (settings.decoder && more.decoder) merged.decoder = { ...settings.decoder, ...more.decoder };
  return merged;
}

function fieldsOf(stage: Stage, keys: Record<keyof StageSettings, Record<Dialect, string>>) {
  return {
    steps: {
      key: keys.steps,
      expected: both({ kind: 'integer', from: '1', to: String(MAX_STEPS) }),
      write: (settings) => settings[stage]?.steps?.toString(),
      read: (text) => {
        const steps = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
        return steps >= 1 && steps <= MAX_STEPS ? { [stage]: { steps } } : null;
      },
    },
    guidance: {
      key: keys.guidance,
      expected: both({ kind: 'number', from: '0', to: String(MAX_GUIDANCE) }),
      write: (settings) => settings[stage]?.guidance?.toString(),
      read: (text) => {
        const guidance = /^\d{1,3}(\.\d{1,30})?(e-\d{1,3})?$/i.test(text) ? Number(text) : NaN;
        return guidance <= MAX_GUIDANCE ? { [stage]: { guidance } } : null;
      },
    },
    solver: choiceField(keys.solver, SOLVERS, stage, 'solver'),
    schedule: choiceField(keys.schedule, SCHEDULES, stage, 'schedule'),
  } satisfies Record<keyof StageSettings, Field>;
}

function choiceField<Name extends string>(
  key: Record<Dialect, string>,
  names: Record<Name, Spelling>,
  stage: Stage,
  setting: 'solver' | 'schedule',
): Field {
  const entries = Object.entries(names) as [Name, Spelling][];
  const choices = (dialect: Dialect) => entries.map(([, spelled]) => spelled[dialect]);
  return {
    key,
    expected: {
      link: { kind: 'choice', choices: choices('link') },
      png: { kind: 'choice', choices: choices('png') },
    },
    write: (settings, dialect) => {
      const name = settings[stage]?.[setting];
      return entries.find(([own]) => own === name)?.[1][dialect];
    },
    read: (text, dialect) => {
      const wanted = text.toLowerCase();
      const found = entries.find(
        ([, spelled]) =>
          spelled[dialect].toLowerCase() === wanted ||
          (dialect === 'png' && spelled.others?.includes(wanted)),
      );
      return found === undefined ? null : { [stage]: { [setting]: found[0] } };
    },
  };
}

function both(expected: Expected): Record<Dialect, Expected> {
  return { link: expected, png: expected };
}

/** Digits without leading zeros, at most 2^64 - 1. */
function readSeed(text: string): string | null {
  if (!/^\d{1,20}$/.test(text)) return null;
  const seed = BigInt(text);
  return seed <= MAX_SEED ? seed.toString() : null;
}

function isSide(pixels: number): boolean {
  return pixels >= 1 && pixels <= MAX_SIDE;
}
