import type { Manifest, PresetName, SamplingDefaults } from './manifest.ts';

export type SamplingOfStages = Record<'prior' | 'decoder', SamplingDefaults>;

/**
 * How a model's two diffusion stages sample with a preset.
 * @param preset null: as the manifest's `sampling` says, which is also what a package without presets does
 */
export function samplingWith(
  { prior, decoder, presets }: Pick<Manifest, 'prior' | 'decoder' | 'presets'>,
  preset: PresetName | null,
): SamplingOfStages {
  const changes = preset === null ? undefined : presets?.[preset];
  return {
    prior: changed(prior.sampling, changes?.prior),
    decoder: changed(decoder.sampling, changes?.decoder),
  };
}

function changed(
  sampling: SamplingDefaults,
  changes: Partial<Record<keyof SamplingDefaults, unknown>> = {},
): SamplingDefaults {
  const defined = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...sampling, ...Object.fromEntries(defined) };
}
