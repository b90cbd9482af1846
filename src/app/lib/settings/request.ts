import { completedPrompt } from '../../../package/completion.ts';
import type { Manifest } from '../../../package/manifest.ts';
import {
  MOST_PICTURES,
  readAlternatives,
  type Alternatives,
  type AlternativesProblem,
} from '../prompt/alternatives.ts';
import { phrasesFor, spelled, type CompletionChoice } from '../prompt/completion.ts';
import { stagesOf, type StageChoice } from './presets.ts';
import { parseSeed, randomSeed, seedAfter, type SeedMode } from './seed.ts';
import { resolveSize } from './sizes.ts';
import { needsWords, startOf, type Order, type StartChoice } from './start.ts';
import { appliedStyles, stylesFor, withAvoided, withStyles } from '../prompt/styles.ts';

/** The form as typed. `width` and `height` are empty for the model's default. */
export interface FormValues extends CompletionChoice, StageChoice, StartChoice {
  prompt: string;
  negative: string;
  seed: string;
  seedMode: SeedMode;
  /** Pictures of every prompt, 1 to 8. */
  count: number;
  /** Ids of the chosen styles; a model may know fewer. */
  styles: string[];
  width: string;
  height: string;
}

export const MOST_OF_A_PROMPT = 8;

/** A field that must be put right before anything can be painted. */
export type FormProblem = 'prompt' | 'alternatives' | 'seed' | 'size' | 'queue';

export type OrderOrProblem =
  | {
      kind: 'order';
      /** In the order in which they are painted. */
      requests: Order[];
      /** What the seed field shows afterwards. */
      seed: string;
    }
  | { kind: 'problem'; problem: FormProblem };

export type PictureCount =
  { kind: 'pictures'; count: number } | { kind: 'problem'; problem: AlternativesProblem | 'many' };

/** How many pictures the form asks for, before any of them is made out. */
export function countPictures({
  prompt,
  count,
}: Pick<FormValues, 'prompt' | 'count'>): PictureCount {
  const read = readAlternatives(prompt.trim());
  if (read.kind === 'problem') return read;
  if (read.count * count > MOST_PICTURES) return { kind: 'problem', problem: 'many' };
  // An empty prompt will become one by being typed.
  return { kind: 'pictures', count: Math.max(1, promptsIn(read).length) * count };
}

/**
 * The texts that the model will read, one for each prompt that the alternatives make, with what styles and completion
 * add; none while they make no picture.
 */
export function textsRead(form: FormValues, manifest: Manifest): string[] {
  if (countPictures(form).kind === 'problem') return [];
  const read = readAlternatives(form.prompt.trim());
  return read.kind === 'problem' ? [] : promptsOf(form, read, manifest).map(completedPrompt);
}

/** The pictures that the form describes, or the first field in reading order that prevents them. */
export function buildOrder(
  form: FormValues,
  manifest: Manifest,
  drawSeed: () => string = randomSeed,
): OrderOrProblem {
  const problem = (problem: FormProblem) => ({ kind: 'problem', problem }) as const;
  const start = startOf(form, manifest);
  const isSilent = form.prompt.trim() === '';
  if (isSilent && (start === null || needsWords(form))) return problem('prompt');
  const read = readAlternatives(form.prompt.trim());
  if (read.kind === 'problem' || countPictures(form).kind === 'problem') {
    return problem('alternatives');
  }
  const prompts = isSilent ? [NO_WORDS] : promptsOf(form, read, manifest);
  if (prompts.length === 0) return problem('prompt');
  const size = resolveSize(form.width, form.height, manifest.geometry);
  if (size.kind === 'impossible') return problem('size');
  const typed = parseSeed(form.seed);
  // A new seed is drawn anyway: what stands in the field cannot be wrong.
  if (typed === null && form.seedMode !== 'random') return problem('seed');
  const first = form.seedMode === 'random' || typed === null ? drawSeed() : typed;
  const applied = appliedStyles(stylesFor(manifest.vocabulary), form.styles);
  const negative = withAvoided(form.negative.trim(), applied);
  const { prior, decoder } = stagesOf(form, manifest);
  const requests = Array.from({ length: form.count }).flatMap((_, round) =>
    prompts.map(({ prompt, completion }, i): Order => {
      const place = round * prompts.length + i;
      return {
        prompt,
        ...(completion.length > 0 && { completion }),
        negative,
        seed: seedOf(form.seedMode, first, round, place, drawSeed),
        ...size.size,
        prior,
        decoder,
        wantPreview: true,
        ...(start !== null && { start }),
      };
    }),
  );
  const seed = form.seedMode === 'next' ? seedAfter(first, requests.length) : first;
  return { kind: 'order', requests, seed };
}

const NO_WORDS = { prompt: '', completion: [] };

/** What each of the form's prompts becomes: spelled, styled and completed. */
function promptsOf(
  form: FormValues,
  read: Extract<Alternatives, { kind: 'prompts' }>,
  manifest: Manifest,
): { prompt: string; completion: string[] }[] {
  const applied = appliedStyles(stylesFor(manifest.vocabulary), form.styles);
  return promptsIn(read).map((prompt) => {
    const styled = withStyles(spelled(form, prompt, manifest), applied);
    return { prompt: styled, completion: phrasesFor(form, styled, manifest) };
  });
}

/** `{|red}` has an empty alternative, which is no picture. */
function promptsIn(read: Extract<Alternatives, { kind: 'prompts' }>): string[] {
  return read.expand().filter((prompt) => prompt !== '');
}

/**
 * `fixed` gives all alternatives the same seed, so that only the words differ; the same words once
 * more get the next one, as they would otherwise give the same picture.
 */
function seedOf(
  mode: SeedMode,
  first: string,
  round: number,
  place: number,
  drawSeed: () => string,
): string {
  switch (mode) {
    case 'random':
      return place === 0 ? first : drawSeed();
    case 'fixed':
      return seedAfter(first, round);
    case 'next':
      return seedAfter(first, place);
  }
}
