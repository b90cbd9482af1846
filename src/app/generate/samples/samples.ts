import { isBuiltinModel } from '../../lib/scope.ts';
import { announce } from '../../state/announcer.ts';
import { fillForm, useForm } from '../../state/form.ts';
import type { ModelState } from '../../state/model.ts';
import { rememberPrompt } from '../../state/prompt.ts';
import { texts } from '../../i18n/texts.ts';
import { SAMPLES } from './painted.ts';
import type { Sample, Samples } from './sample.ts';

const urls = import.meta.glob<string>('./*.webp', {
  eager: true,
  query: '?url',
  import: 'default',
});

/** Address of the small picture. */
export function sampleUrl({ file }: Sample): string {
  const url = urls[`./${file}`];
  if (url === undefined) throw new Error(`Expected ${file} beside the samples.`);
  return url;
}

/**
 * The samples of the model in use, without waiting for it to open; null for all but the built-in one,
 * and where a host has put another in its place.
 */
export function samplesOf(modelUrl: string | null, model: ModelState): Samples | null {
  if (!isBuiltinModel(modelUrl)) return null;
  const isAnother = model.kind === 'open' && model.model.manifest.id !== SAMPLES.model;
  return isAnother ? null : SAMPLES;
}

/** Fills the form so that the next press paints the sample once more; what stood in the prompt can be brought back. */
export function takeSample({ settings }: Samples, { prompt, seed, completion }: Sample): void {
  const before = useForm.getState().prompt;
  fillForm({ ...settings, prompt, seed, completion: [...completion] });
  rememberPrompt(before);
  announce(texts.samples.taken(prompt));
  document.getElementById('prompt')?.scrollIntoView({ block: 'nearest' });
  document.getElementById('generate')?.focus({ preventScroll: true });
}
