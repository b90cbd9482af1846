import { completionOf, type Addition } from '../../../package/completion.ts';
import type { Completion, Manifest } from '../../../package/manifest.ts';
import { corrected, correctionsOf } from '../../../package/spelling.ts';
import { MOST_PICTURES, readAlternatives } from './alternatives.ts';
import { appliedStyles, stylesFor, withStyles } from './styles.ts';

/** What the form says about completing prompts. */
export interface CompletionChoice {
  /** Whether prompts are completed at all. */
  completes: boolean;
  /** Kinds that shall be left open all the same. */
  declined: string[];
  /**
   * What a link, a file or a picture brought: these phrases and no others, as long as the prompt that
   * came with them stands unchanged.
   */
  given: { prompt: string; phrases: string[] } | null;
}

export const COMPLETES: CompletionChoice = { completes: true, declined: [], given: null };

type Form = CompletionChoice & { prompt: string; styles: string[] };

/** A phrase that is added, or could be: what a chip shows. */
export interface Offer extends Addition {
  /** The word that the phrase stands for, where it corrects one. */
  corrects?: string;
  isAdded: boolean;
}

/** Corrections are taken off as one, like a kind of phrases. */
const SPELLING = 'spelling';

/** One of the form's prompts without its typing errors, unless that was taken off. */
export function spelled(form: Form, prompt: string, manifest: Manifest): string {
  const wanted = form.completes && !form.declined.includes(SPELLING);
  if (!wanted || givenPhrases(form) !== null) return prompt;
  return corrected(prompt, correctionsOf(prompt, manifest));
}

/** The phrases that the form brought along, if its prompt is still theirs. */
function givenPhrases({ given, prompt, styles }: Form): string[] | null {
  return given?.prompt === prompt && styles.length === 0 ? given.phrases : null;
}

/** The phrases that complete one of the form's prompts, the styles' words included in it. */
export function phrasesFor(form: Form, styledPrompt: string, manifest: Manifest): string[] {
  const given = givenPhrases(form);
  if (given !== null) return given;
  if (!form.completes) return [];
  return completionOf(styledPrompt, manifest.completion)
    .filter(({ kind }) => !form.declined.includes(kind))
    .map(({ phrase }) => phrase);
}

/** What completes the form's prompts, and what was taken off, in the order in which it is added. */
export function offersFor(form: Form, manifest: Manifest): Offer[] {
  // Nothing is left open before anything is said.
  if (form.prompt.trim() === '') return [];
  const kinds = manifest.completion ?? [];
  const given = givenPhrases(form);
  const automatic = distinct(
    styledPrompts(form, manifest).flatMap((prompt) => completionOf(prompt, kinds)),
  );
  if (given === null) {
    const corrections = correctionsOf(form.prompt, manifest).map(({ word, becomes }) => ({
      ...{ kind: SPELLING, phrase: becomes, corrects: word },
    }));
    return [...corrections, ...automatic].map((each) => ({
      ...each,
      isAdded: !form.declined.includes(each.kind),
    }));
  }
  const added = given.map((phrase) => ({ kind: kindOf(phrase, kinds), phrase, isAdded: true }));
  const open = automatic.filter(({ kind }) => added.every((each) => each.kind !== kind));
  return [...added, ...open.map((each) => ({ ...each, isAdded: false }))];
}

/** Whether anything completes the form's prompt: what the switch shows. */
export function isCompleting(form: Form): boolean {
  const given = givenPhrases(form);
  return given === null ? form.completes : given.length > 0;
}

/** The choice with one offer put on or taken off; what is taken off stays off for other prompts. */
export function toggleOffer(form: Form, { kind, phrase, isAdded }: Offer): CompletionChoice {
  const { completes, declined, given } = form;
  const phrases = givenPhrases(form);
  if (phrases !== null && given !== null) {
    const changed = isAdded ? phrases.filter((each) => each !== phrase) : [...phrases, phrase];
    return { completes, declined, given: { ...given, phrases: changed } };
  }
  const others = declined.filter((each) => each !== kind);
  return { completes, declined: isAdded ? [...others, kind] : others, given: null };
}

/** A phrase as a person reads it. */
export function labelOf(
  phrase: string,
  kinds: readonly Completion[] | undefined,
  language: string,
): string {
  const known = kinds?.flatMap(({ phrases }) => phrases).find((each) => each.phrase === phrase);
  return known?.labels[language] ?? known?.labels['en'] ?? phrase;
}

function styledPrompts(form: Form, manifest: Manifest): string[] {
  const { prompt, styles } = form;
  const read = readAlternatives(prompt.trim());
  const applied = appliedStyles(stylesFor(manifest.vocabulary), styles);
  const prompts = read.kind === 'prompts' && read.count <= MOST_PICTURES ? read.expand() : [prompt];
  return prompts.map((each) => withStyles(spelled(form, each, manifest), applied));
}

function kindOf(phrase: string, kinds: readonly Completion[]): string {
  return kinds.find(({ phrases }) => phrases.some((each) => each.phrase === phrase))?.kind ?? '';
}

function distinct(additions: readonly Addition[]): Addition[] {
  return [...new Map(additions.map((each) => [each.phrase, each])).values()];
}
