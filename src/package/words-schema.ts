import * as v from 'valibot';
import { listOf, recordOf, text } from './bounds.ts';

/** What a manifest says of words: languages, vocabularies, and what completes a prompt. */

export const Language = v.pipe(v.string(), v.regex(/^[a-z]{2}$/));
/** A word, or a few in a row. */
export const Words = text(100);
/** Of one kind: names in a list of completions, synonyms, conditions. */
export const MOST_WORDS = 2000;
/** Of a language: the built-in model knows 352, a large dictionary some hundred thousand. */
export const MOST_VOCABULARY = 200_000;

/** Words for people, by language. */
const LabelsSchema = recordOf(Language, text(200), 100);

/**
 * Words that complete a prompt. They are joined with commas, in links and PNG files as well, so they
 * hold none themselves.
 */
const PhraseSchema = v.pipe(
  v.string(),
  v.maxLength(100),
  v.trim(),
  v.regex(/^[^,;"\\\p{Cc}]+$/u, 'Expected words without commas, semicolons and quotes'),
);

export const CompletionSchema = v.object({
  /** Names the kind in settings: `place`, `light`, `style`. */
  kind: v.pipe(v.string(), v.maxLength(40), v.regex(/^[a-z][a-z-]*$/)),
  /** A prompt with one of these words, or words in this order, names something of this kind. */
  named: listOf(Words, MOST_WORDS),
  /** The first whose `when` has words that the prompt has, or that has no `when`, is added. */
  phrases: listOf(
    v.object({
      phrase: PhraseSchema,
      when: v.optional(listOf(Words, MOST_WORDS)),
      labels: v.optional(LabelsSchema, {}),
    }),
    500,
  ),
});
