import { PRESETS, type Manifest, type PresetName } from '../../../package/manifest.ts';
import { samplingWith } from '../../../package/presets.ts';
import type { StageSettings } from '../../../protocol/engine.ts';
import { resolveSize } from './sizes.ts';
import { startOf, type Order, type StartChoice } from './start.ts';
import { resolveStage, type StageOverrides } from './stage-settings.ts';

/** What the form says about the work of the two diffusion stages. */
export interface StageChoice {
  /** What the stages start from; null: the model's own `sampling`. */
  preset: PresetName | null;
  prior: StageOverrides;
  decoder: StageOverrides;
}

/** The preset that the form's settings are, whichever way they came about; null for none. */
export function presetOf(choice: StageChoice, manifest: Manifest): PresetName | null {
  const now = stagesOf(choice, manifest);
  const isAsNow = (name: PresetName) => {
    const stages = stagesOf(plain(name), manifest);
    return isSame(stages.prior, now.prior) && isSame(stages.decoder, now.decoder);
  };
  return PRESETS.find(isAsNow) ?? null;
}

/** A picture of the form's size with a preset, to ask how long it takes; null where the size is none. */
export function requestWith(
  preset: PresetName,
  form: Record<Typed, string> & StartChoice,
  manifest: Manifest,
): Order | null {
  const { prompt, negative, seed, width, height } = form;
  const size = resolveSize(width, height, manifest.geometry);
  if (size.kind === 'impossible') return null;
  const start = startOf(form, manifest);
  const stages = stagesOf(plain(preset), manifest);
  return { prompt, negative, seed, ...size.size, ...stages, ...(start !== null && { start }) };
}

/** The settings of both stages, held within what the model allows. */
export function stagesOf({ preset, prior, decoder }: StageChoice, manifest: Manifest) {
  const sampling = samplingWith(manifest, preset);
  return {
    prior: resolveStage(prior, sampling.prior),
    decoder: resolveStage(decoder, sampling.decoder),
  };
}

type Typed = 'prompt' | 'negative' | 'seed' | 'width' | 'height';

const plain = (preset: PresetName): StageChoice => ({ preset, prior: {}, decoder: {} });

function isSame(a: StageSettings, b: StageSettings): boolean {
  return (
    a.steps === b.steps &&
    a.guidance === b.guidance &&
    a.schedule === b.schedule &&
    a.solver === b.solver
  );
}
