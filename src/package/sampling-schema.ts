import * as v from 'valibot';
import { between, listOf, positive } from './bounds.ts';

/** What a manifest says of sampling: solvers, schedules, steps, guidance and presets. */

export const SOLVERS = ['ddpm', 'ddim', 'dpm++2m'] as const;
export const Solver = v.picklist(SOLVERS);

export const SCHEDULES = ['uniform', 'cosine', 'authors'] as const;
export type ScheduleName = (typeof SCHEDULES)[number];

/** The paper's own list has 60; DDPM was trained on 1000. */
const MOST_STEPS = 1000;
const MOST_GUIDANCE = 100;

export const SamplingSchema = v.object({
  /**
   * `uniform`: linspace(1, 0, steps + 1); `cosine`: (1 + cos(pi i / steps)) / 2; `authors`: the published
   * 29-evaluation list.
   */
  schedule: v.picklist(SCHEDULES),
  steps: positive(MOST_STEPS),
  maxSteps: positive(MOST_STEPS),
  /** Scale w in uncond + w (cond - uncond); no guidance at w <= 1. */
  guidance: between(0, MOST_GUIDANCE),
  maxGuidance: between(0, MOST_GUIDANCE),
  solver: Solver,
  solvers: v.pipe(listOf(Solver, 20), v.minLength(1)),
});

/** What a preset changes of `sampling`; what it leaves out stays. */
const PresetStageSchema = v.partial(
  v.pick(SamplingSchema, ['schedule', 'steps', 'guidance', 'solver']),
);
export const PresetSchema = v.object({
  prior: v.optional(PresetStageSchema, {}),
  decoder: v.optional(PresetStageSchema, {}),
});

/** From the quickest to the most careful. */
export const PRESETS = ['draft', 'standard', 'fine'] as const;
export type PresetName = (typeof PRESETS)[number];
