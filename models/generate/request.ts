import { completionOf } from '../../src/package/completion.ts';
import type { Manifest, PresetName, SamplingDefaults } from '../../src/package/manifest.ts';
import { samplingWith } from '../../src/package/presets.ts';
import { corrected, correctionsOf } from '../../src/package/spelling.ts';
import type { Enlargement, GenerateRequest, StageSettings } from '../../src/protocol/engine.ts';

/** What the command line says about one picture; what it leaves out follows the package. */
export interface PictureFlags {
  prompt: string;
  negative: string;
  /** Of what is composed. */
  size?: { width: number; height: number };
  /** How many times larger it is painted. */
  scale?: Enlargement;
  preset?: PresetName;
  /** Phrases behind the prompt; false: none; left out: what the package completes it with. */
  completion?: string[] | false;
  steps?: number;
  guidance?: number;
  schedule?: StageSettings['schedule'];
  solver?: StageSettings['solver'];
  decoderSteps?: number;
  decoderGuidance?: number;
  decoderSchedule?: StageSettings['schedule'];
  decoderSolver?: StageSettings['solver'];
}

/** The picture that the page would paint with the same words and settings. */
export function requestFrom(
  flags: PictureFlags,
  manifest: Manifest,
  seed: string,
): GenerateRequest {
  const { geometry } = manifest;
  const sampling = samplingWith(manifest, flags.preset ?? 'standard');
  const prompt = spelled(flags, manifest);
  const completion = completionFrom(flags, prompt, manifest);
  return {
    prompt,
    ...(completion.length > 0 && { completion }),
    negative: flags.negative,
    seed,
    width: (flags.size?.width ?? geometry.defaultWidth) * (flags.scale ?? 1),
    height: (flags.size?.height ?? geometry.defaultHeight) * (flags.scale ?? 1),
    ...(flags.scale !== undefined && { scale: flags.scale }),
    prior: settingsFrom(sampling.prior, {
      steps: flags.steps,
      schedule: flags.schedule,
      guidance: flags.guidance,
      solver: flags.solver,
    }),
    decoder: settingsFrom(sampling.decoder, {
      steps: flags.decoderSteps,
      schedule: flags.decoderSchedule,
      guidance: flags.decoderGuidance,
      solver: flags.decoderSolver,
    }),
  };
}

/** What is left to the package is corrected and completed as the page does it. */
function spelled({ prompt, completion }: PictureFlags, manifest: Manifest): string {
  if (completion !== undefined) return prompt;
  return corrected(prompt, correctionsOf(prompt, manifest));
}

function completionFrom(
  { completion }: PictureFlags,
  prompt: string,
  manifest: Manifest,
): string[] {
  if (completion === false) return [];
  return completion ?? completionOf(prompt, manifest.completion).map(({ phrase }) => phrase);
}

function settingsFrom(
  { steps, schedule, guidance, solver }: SamplingDefaults,
  given: { [Key in keyof StageSettings]: StageSettings[Key] | undefined },
): StageSettings {
  return {
    steps: given.steps ?? steps,
    // Asking for a number of steps is asking for a schedule that has one.
    schedule:
      given.schedule ??
      (given.steps !== undefined && schedule === 'authors' ? 'uniform' : schedule),
    guidance: given.guidance ?? guidance,
    solver: given.solver ?? solver,
  };
}
