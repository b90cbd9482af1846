import * as v from 'valibot';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { randomSeed } from '../lib/seed.ts';
import type { FormValues } from '../lib/request.ts';
import type { SharedSettings } from '../../share/settings.ts';
import type { Size } from '../lib/sizes.ts';
import type { StageOverrides } from '../lib/stage-settings.ts';

const StageSchema = v.fallback(
  v.object({
    steps: v.optional(v.pipe(v.number(), v.finite())),
    guidance: v.optional(v.pipe(v.number(), v.finite())),
    schedule: v.optional(v.picklist(['uniform', 'authors'])),
    solver: v.optional(v.picklist(['ddpm', 'ddim', 'dpm++2m'])),
  }),
  {},
);

/** One damaged field falls back alone; the others are kept. */
const StoredForm = v.object({
  prompt: v.fallback(v.string(), ''),
  negative: v.fallback(v.string(), ''),
  seed: v.fallback(v.string(), randomSeed),
  randomSeed: v.fallback(v.boolean(), true),
  width: v.fallback(v.string(), ''),
  height: v.fallback(v.string(), ''),
  prior: StageSchema,
  decoder: StageSchema,
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
  randomSeed: undefined,
  width: undefined,
  height: undefined,
  prior: {},
  decoder: {},
};

export const useForm = create<FormValues>()(
  persist(() => readStoredForm(null), {
    name: 'wuerstchen.form',
    version: 1,
    // Version 1 is the first. What cannot be read falls back field by field.
    migrate: readStoredForm,
    merge: (stored) => readStoredForm(stored),
  }),
);

export function setPrompt(prompt: string): void {
  useForm.setState({ prompt });
}

export function setNegative(negative: string): void {
  useForm.setState({ negative });
}

/** Typing a seed means wanting it kept. */
export function setSeed(seed: string): void {
  useForm.setState({ seed, randomSeed: false });
}

export function renewSeed(): void {
  useForm.setState({ seed: randomSeed() });
}

export function setRandomSeed(on: boolean): void {
  useForm.setState({ randomSeed: on });
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

export function resetStages(): void {
  useForm.setState({ prior: {}, decoder: {} });
}

/** Takes over settings from a link, a file or a picture: what they do not name follows the model again. */
export function fillForm(settings: SharedSettings): void {
  const { prompt, negative, seed, width, height, prior = {}, decoder = {} } = settings;
  useForm.setState({
    prompt: prompt ?? '',
    negative: negative ?? '',
    width: width === undefined ? '' : String(width),
    height: height === undefined ? '' : String(height),
    prior,
    decoder,
    ...(seed === undefined ? { randomSeed: true } : { seed, randomSeed: false }),
  });
}
