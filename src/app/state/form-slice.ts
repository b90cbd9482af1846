import * as v from 'valibot';
import { createJSONStorage, persist } from 'zustand/middleware';
import { PRESETS, SCHEDULES, SOLVERS } from '../../package/manifest.ts';
import { COMPLETES } from '../lib/prompt/completion.ts';
import { MOST_OF_A_PROMPT, type FormValues } from '../lib/settings/request.ts';
import { randomSeed, SEED_MODES } from '../lib/settings/seed.ts';
import { FROM_WORDS } from '../lib/settings/start.ts';
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

/** The whole form is kept across reloads. */
export const formSlice = persist(() => readStoredForm(null), {
  name: 'wuerstchen.form',
  storage: createJSONStorage(() => tabStorage),
  version: 2,
  migrate: migrateForm,
  merge: (stored) => readStoredForm(stored),
});
