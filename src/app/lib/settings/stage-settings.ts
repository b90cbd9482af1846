import type { SamplingDefaults } from '../../../package/manifest.ts';
import type { StageSettings } from '../../../protocol/engine.ts';

/** What a person has changed; everything else follows the model. */
export type StageOverrides = { [Key in keyof StageSettings]?: StageSettings[Key] | undefined };

/** The model's defaults with a person's changes, held within what this model allows. */
export function resolveStage(overrides: StageOverrides, sampling: SamplingDefaults): StageSettings {
  const solver = overrides.solver ?? sampling.solver;
  return {
    steps: clamp(Math.round(overrides.steps ?? sampling.steps), 1, sampling.maxSteps),
    guidance: clamp(overrides.guidance ?? sampling.guidance, 0, sampling.maxGuidance),
    schedule: overrides.schedule ?? sampling.schedule,
    solver: sampling.solvers.includes(solver) ? solver : sampling.solver,
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
