import * as v from 'valibot';
import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';
import { PRESETS, SCHEDULES, SOLVERS, type PresetName } from '../../package/manifest.ts';
import { escapeAlternatives } from '../lib/prompt/alternatives.ts';
import { COMPLETES, toggleOffer, type Offer } from '../lib/prompt/completion.ts';
import { randomSeed, SEED_MODES, type SeedMode } from '../lib/settings/seed.ts';
import { MOST_OF_A_PROMPT, type FormValues } from '../lib/settings/request.ts';
import type { SharedSettings } from '../../share/settings.ts';
import type { Size } from '../lib/settings/sizes.ts';
import { FROM_WORDS, MASK_STRENGTH, type StartChoice } from '../lib/settings/start.ts';
import type { StageOverrides } from '../lib/settings/stage-settings.ts';
import { toggleStyle, type StyleId } from '../lib/prompt/styles.ts';
import { tabStorage } from '../lib/tab-storage.ts';

const StageSchema = v.fallback(
  v.object({
    steps: v.optional(v.pipe(v.number(), v.finite())),
    guidance: v.optional(v.pipe(v.number(), v.finite())),
    schedule: v.optional(v.picklist(SCHEDULES)),
    solver: v.optional(v.picklist(SOLVERS)),
  }),
  {},
);

const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** One damaged field falls back alone; the others are kept. */
const StoredForm = v.object({
  prompt: v.fallback(v.string(), ''),
  negative: v.fallback(v.string(), ''),
  seed: v.fallback(v.string(), randomSeed),
  seedMode: v.fallback(v.picklist(SEED_MODES), 'random'),
  count: v.fallback(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_OF_A_PROMPT)),
    1,
  ),
  styles: v.fallback(v.array(v.string()), []),
  width: v.fallback(v.string(), ''),
  height: v.fallback(v.string(), ''),
  preset: v.fallback(v.nullable(v.picklist(PRESETS)), 'standard'),
  prior: StageSchema,
  decoder: StageSchema,
  completes: v.fallback(v.boolean(), COMPLETES.completes),
  declined: v.fallback(v.array(v.string()), () => []),
  given: v.fallback(
    v.nullable(v.object({ prompt: v.string(), phrases: v.array(v.string()) })),
    COMPLETES.given,
  ),
  startPicture: v.fallback(v.nullable(Sha256), null),
  strength: v.fallback(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), FROM_WORDS.strength),
  startMask: v.fallback(
    v.nullable(
      v.object({ sha256: Sha256, feather: v.pipe(v.number(), v.minValue(0), v.maxValue(1024)) }),
    ),
    null,
  ),
});

/** Reads what an earlier visit stored, whatever it is. */
export function readStoredForm(stored: unknown): FormValues {
  const fields = typeof stored === 'object' && stored !== null ? stored : {};
  return v.parse(StoredForm, { ...EMPTY, ...fields });
}

const EMPTY = {
  prompt: undefined,
  negative: undefined,
  seed: undefined,
  seedMode: undefined,
  count: undefined,
  styles: undefined,
  width: undefined,
  height: undefined,
  preset: undefined,
  prior: {},
  decoder: {},
  completes: undefined,
  declined: undefined,
  given: undefined,
  startPicture: undefined,
  strength: undefined,
  startMask: undefined,
};

/** Version 1 had a checkbox for random seeds. What cannot be read falls back field by field. */
export function migrateForm(stored: unknown, version: number): FormValues {
  const form = readStoredForm(stored);
  if (version > 1 || typeof stored !== 'object' || stored === null) return form;
  const isFixed = 'randomSeed' in stored && stored.randomSeed === false;
  return { ...form, seedMode: isFixed ? 'fixed' : 'random' };
}

export const useForm = create<FormValues>()(
  persist(() => readStoredForm(null), {
    name: 'wuerstchen.form',
    storage: createJSONStorage(() => tabStorage),
    version: 2,
    migrate: migrateForm,
    merge: (stored) => readStoredForm(stored),
  }),
);

export function setPrompt(prompt: string): void {
  useForm.setState({ prompt });
}

export function setNegative(negative: string): void {
  useForm.setState({ negative });
}

/** Typing a seed means wanting it used. */
export function setSeed(seed: string): void {
  useForm.setState(({ seedMode }) => ({
    seed,
    seedMode: seedMode === 'random' ? 'fixed' : seedMode,
  }));
}

export function renewSeed(): void {
  useForm.setState({ seed: randomSeed() });
}

export function setSeedMode(seedMode: SeedMode): void {
  useForm.setState({ seedMode });
}

export function setCount(count: number): void {
  useForm.setState({ count });
}

export function pressStyle(id: StyleId): void {
  useForm.setState(({ styles }) => ({ styles: toggleStyle(styles, id) }));
}

export function setWidth(width: string): void {
  useForm.setState({ width });
}

export function setHeight(height: string): void {
  useForm.setState({ height });
}

export function setSize({ width, height }: Size): void {
  useForm.setState({ width: String(width), height: String(height) });
}

export function overrideStage(stage: 'prior' | 'decoder', changes: StageOverrides): void {
  useForm.setState((form) => ({ [stage]: { ...form[stage], ...changes } }));
}

/** A preset starts afresh: what was changed stage by stage goes. */
export function choosePreset(preset: PresetName): void {
  useForm.setState({ preset, prior: {}, decoder: {} });
}

export function resetStages(): void {
  choosePreset('standard');
}

/**
 * Another picture has no marked part yet.
 * @param startPicture SHA-256 of its file; null: words alone
 */
export function setStartPicture(startPicture: string | null): void {
  setStartMask(null);
  useForm.setState({ startPicture });
}

/** Marks what is painted anew. The first mark and the last change the strength to what is usual there. */
export function setStartMask(startMask: StartChoice['startMask']): void {
  useForm.setState((form) => {
    if ((form.startMask === null) === (startMask === null)) return { startMask };
    const isUsual = form.strength === MASK_STRENGTH;
    if (startMask !== null) return { startMask, strength: MASK_STRENGTH };
    return { startMask, strength: isUsual ? FROM_WORDS.strength : form.strength };
  });
}

export function setStrength(strength: number): void {
  useForm.setState({ strength });
}

/** One phrase of the completion, put on or taken off. */
export function pressOffer(offer: Offer): void {
  useForm.setState((form) => toggleOffer(form, offer));
}

/** Completing prompts, switched on or off as a whole. */
export function setCompletes(completes: boolean): void {
  useForm.setState({ ...COMPLETES, completes });
}

/**
 * Takes over settings from a link, a file or a picture: what they do not name follows the model
 * again. Their prompt is what was painted: its braces mean themselves, its styles are in it, and it is
 * completed as it was then; settings from before there were completions name none.
 * @param startPicture SHA-256 of the picture that they start from, where it is kept here
 * @param startMask what of it is painted anew
 */
export function fillForm(
  settings: SharedSettings,
  startPicture: string | null = null,
  startMask: StartChoice['startMask'] = null,
): void {
  const { prompt: text = '', completion = [], negative, seed, width, height } = settings;
  const { prior = {}, decoder = {} } = settings;
  const prompt = escapeAlternatives(text);
  useForm.setState({
    prompt,
    given: { prompt, phrases: completion },
    negative: negative ?? '',
    styles: [],
    width: width === undefined ? '' : String(width),
    height: height === undefined ? '' : String(height),
    preset: null,
    prior,
    decoder,
    startPicture,
    startMask,
    strength: settings.strength ?? FROM_WORDS.strength,
    ...(seed === undefined ? { seedMode: 'random' } : { seed, seedMode: 'fixed' }),
  });
}
