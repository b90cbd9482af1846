import type { Manifest } from '../../package/manifest.ts';
import type { GenerateRequest } from '../../protocol/engine.ts';
import { parseSeed } from './seed.ts';
import { resolveSize } from './sizes.ts';
import { resolveStage, type StageOverrides } from './stage-settings.ts';

/** The form as typed. `width` and `height` are empty for the model's default. */
export interface FormValues {
  prompt: string;
  negative: string;
  seed: string;
  /** Take a new seed for every picture. */
  randomSeed: boolean;
  width: string;
  height: string;
  prior: StageOverrides;
  decoder: StageOverrides;
}

/** A field that must be put right before anything can be painted. */
export type FormProblem = 'prompt' | 'seed' | 'size';

export type RequestOrProblem =
  { kind: 'request'; request: GenerateRequest } | { kind: 'problem'; problem: FormProblem };

/** The request that the form describes, or the first field in reading order that prevents it. */
export function buildRequest(form: FormValues, manifest: Manifest): RequestOrProblem {
  const prompt = form.prompt.trim();
  if (prompt === '') return { kind: 'problem', problem: 'prompt' };
  const size = resolveSize(form.width, form.height, manifest.geometry);
  if (size.kind === 'impossible') return { kind: 'problem', problem: 'size' };
  const seed = parseSeed(form.seed);
  if (seed === null) return { kind: 'problem', problem: 'seed' };
  return {
    kind: 'request',
    request: {
      prompt,
      negative: form.negative.trim(),
      seed,
      ...size.size,
      prior: resolveStage(form.prior, manifest.prior.sampling),
      decoder: resolveStage(form.decoder, manifest.decoder.sampling),
      wantPreview: true,
    },
  };
}
