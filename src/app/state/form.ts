import type { PresetName } from '../../package/manifest.ts';
import { composedSize } from '../../protocol/engine.ts';
import { escapeAlternatives } from '../lib/prompt/alternatives.ts';
import { COMPLETES, toggleOffer, type Offer } from '../lib/prompt/completion.ts';
import { randomSeed, type SeedMode } from '../lib/settings/seed.ts';
import type { SharedSettings } from '../../share/settings.ts';
import type { Size } from '../lib/settings/sizes.ts';
import { FROM_WORDS, MASK_STRENGTH, type Order, type StartChoice } from '../lib/settings/start.ts';
import type { StageOverrides } from '../lib/settings/stage-settings.ts';
import { toggleStyle, type StyleId } from '../lib/prompt/styles.ts';
import { useForm } from './form-state.ts';

export { migrateForm, readStoredForm } from './form-slice.ts';
export { useForm };

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

/**
 * Fills the form with the settings of a picture, its start picture and mask included. One that was painted larger has
 * the size that it was composed at.
 */
export function fillFormLike({ start, ...settings }: Order): void {
  const strength = start && { strength: start.strength };
  const { sha256 = null, feather = 0 } = start?.mask ?? {};
  const startMask = sha256 === null ? null : { sha256, feather };
  const size = composedSize(settings);
  fillForm({ ...settings, ...size, ...strength }, start?.sha256 ?? null, startMask);
}
