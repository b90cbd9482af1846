import { useDeferredValue, useEffect, useMemo } from 'react';
import type { Manifest } from '../../../package/manifest.ts';
import { useDebounced } from '../../ui/use-debounced.ts';
import { adviceFor, hasEmoji, isCurrent, isSaid, type Advice } from '../../lib/prompt/advice.ts';
import { alternativesProblem } from '../../lib/prompt/alternatives-problem.ts';
import { spelled } from '../../lib/prompt/completion.ts';
import { readForeignSyntax } from '../../lib/prompt/foreign-syntax.ts';
import { germanAmong } from '../../lib/prompt/german.ts';
import { countPictures, textsRead } from '../../lib/settings/request.ts';
import { unknownWords } from '../../lib/prompt/words.ts';
import { useForm } from '../../state/form.ts';
import { useProblem } from '../run/generate.ts';
import { useModel } from '../../state/model.ts';
import { countTokens, useTokens } from '../../state/tokens.ts';
import { texts } from '../../i18n/texts.ts';
import { AdviceOffers } from './AdviceOffers.tsx';
import { CutText } from './CutText.tsx';
import styles from './PromptNotes.module.css';
import { Suggestions } from './Suggestions.tsx';

const SETTLE_MS = 300;
/** A word that is still being typed is no reason to speak. */
const THINK_MS = 700;
/** The count is shown only when it begins to matter. */
const WORTH_SHOWING = 0.6;
/** A long text of unknown words must not take the page. */
const MOST_LISTED = 6;

/** How the model will read the prompt: its length, what is cut off, which words it never saw. */
export function PromptNotes({ prompt }: { prompt: string }) {
  const model = useDeferredValue(useModel());
  const manifest = model.kind === 'open' ? model.model.manifest : null;
  const form = useForm();
  const settled = useDebounced(prompt, SETTLE_MS);
  const refused = useProblem((state) => state.problem === 'alternatives');
  const tokens = useLength(manifest);
  const foreign = useMemo(() => readForeignSyntax(settled), [settled]);
  // What is corrected is said where it can be taken off.
  const read = (text: string) =>
    manifest === null ? text : spelled({ ...form, prompt: text }, text, manifest);
  const advice = useAdvice(prompt, read, manifest);
  const isClosed = manifest?.vocabulary !== undefined;
  const unknown = unknownWords(read(foreign.plain), manifest?.vocabulary).filter(
    (word) => advice === null || !isSaid(word, advice),
  );
  const german = isClosed ? germanAmong(unknown, manifest) : [];
  const unread = unknown.filter((word) => !german.includes(word));
  const problem = alternativesProblem(countPictures({ prompt: settled, count: form.count }));
  return (
    <>
      <div id="prompt-advice" className={styles.advice} aria-live="polite">
        {advice !== null && <p>{sentence(advice)}</p>}
        {isClosed && hasEmoji(settled) && <p>{texts.prompt.beyond.emoji}</p>}
      </div>
      {(advice?.kind === 'thing' || advice?.kind === 'german') && <AdviceOffers advice={advice} />}
      <div id="prompt-notes" className={styles.notes} aria-live="polite">
        {prompt === '' && <p aria-live="off">{texts.prompt.hint}</p>}
        {problem !== null && !refused && <p>{problem}</p>}
        {tokens !== null && tokens.dropped.length > 0 && (
          <p className={styles.dropped}>{texts.prompt.tooLong(tokens.limit)}</p>
        )}
        {unread.length > 0 && <p>{texts.prompt.unknown(shortened(unread))}</p>}
        {foreign.found.length > 0 && <p>{texts.prompt.foreignSyntax(shortened(foreign.found))}</p>}
        {tokens !== null && tokens.used > WORTH_SHOWING * tokens.limit && (
          <p aria-live="off">{texts.prompt.tokens(tokens.used, tokens.limit)}</p>
        )}
      </div>
      {tokens !== null && tokens.dropped.length > 0 && <CutText parts={tokens.dropped} />}
      {isClosed && (
        <Suggestions
          unknown={advice?.kind === 'german-words' ? [...advice.words, ...unread] : unread}
          prompt={read(foreign.plain)}
          manifest={manifest}
        />
      )}
    </>
  );
}

/** How long the longest of the form's prompts is, counted when typing pauses. */
function useLength(manifest: Manifest | null) {
  const form = useDebounced(useForm(), SETTLE_MS);
  useEffect(() => {
    if (manifest !== null) void countTokens(textsRead(form, manifest));
  }, [manifest, form]);
  return useTokens((state) => state.count);
}

/**
 * Advice for the prompt as it has stood for a moment, until it is out of date.
 * @param read puts typing errors right
 */
function useAdvice(
  prompt: string,
  read: (prompt: string) => string,
  manifest: Manifest | null,
): Advice | null {
  const settled = read(readForeignSyntax(useDebounced(prompt, THINK_MS)).plain);
  const advice = useMemo(
    () => (manifest === null ? null : adviceFor(settled, manifest)),
    [settled, manifest],
  );
  return advice !== null && isCurrent(advice, prompt) ? advice : null;
}

function sentence(advice: Advice): string {
  const { cannot, english, translated } = texts.prompt.beyond;
  switch (advice.kind) {
    case 'thing':
      return cannot(advice.beyond.word, advice.beyond.phrase);
    case 'german':
      return translated;
    case 'german-words':
    case 'foreign':
      return english;
  }
}

function shortened(words: readonly string[]): string[] {
  return words.length > MOST_LISTED ? [...words.slice(0, MOST_LISTED), '…'] : [...words];
}
