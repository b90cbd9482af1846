import { useDeferredValue, useEffect, useMemo } from 'react';
import type { Manifest } from '../../package/manifest.ts';
import { useDebounced } from '../hooks/use-debounced.ts';
import { alternativesProblem } from '../lib/alternatives-problem.ts';
import { spelled } from '../lib/completion.ts';
import { countPictures } from '../lib/request.ts';
import { adviceFor, hasEmoji, isCurrent, type Advice } from '../lib/advice.ts';
import { unknownWords } from '../lib/words.ts';
import { useForm } from '../state/form.ts';
import { useProblem } from '../state/generate.ts';
import { useModel } from '../state/model.ts';
import { countTokens, useTokens } from '../state/tokens.ts';
import { texts } from '../texts.ts';
import { AdviceOffers } from './AdviceOffers.tsx';
import styles from './PromptNotes.module.css';
import { Suggestions } from './Suggestions.tsx';

const SETTLE_MS = 300;
/** A word that is still being typed is no reason to speak. */
const THINK_MS = 700;
/** The count is shown only when it begins to matter. */
const WORTH_SHOWING = 0.6;

/** How the model will read the prompt: its length, what is cut off, which words it never saw. */
export function PromptNotes({ prompt }: { prompt: string }) {
  const model = useDeferredValue(useModel());
  const isOpen = model.kind === 'open';
  const settled = useDebounced(prompt, SETTLE_MS);
  const form = useForm();
  const { count } = form;
  const refused = useProblem((state) => state.problem === 'alternatives');
  const { count: tokens } = useTokens();
  useEffect(() => {
    if (isOpen) void countTokens(settled);
  }, [isOpen, settled]);
  const manifest = isOpen ? model.model.manifest : null;
  // What is corrected is said where it can be taken off.
  const read = (text: string) =>
    manifest === null ? text : spelled({ ...form, prompt: text }, text, manifest);
  const advice = useAdvice(prompt, read, manifest);
  const isClosed = manifest?.vocabulary !== undefined;
  const unknown = unknownWords(read(settled), manifest?.vocabulary).filter(
    (word) => advice === null || !isSaid(word, advice),
  );
  const dropped = tokens?.dropped ?? '';
  const problem = alternativesProblem(countPictures({ prompt: settled, count }));
  return (
    <>
      <div id="prompt-advice" className={styles.advice} aria-live="polite">
        {advice !== null && <p>{sentence(advice)}</p>}
        {isClosed && hasEmoji(settled) && <p>{texts.prompt.beyond.emoji}</p>}
      </div>
      {advice !== null && advice.kind !== 'foreign' && <AdviceOffers advice={advice} />}
      <div id="prompt-notes" className={styles.notes} aria-live="polite">
        {prompt === '' && <p aria-live="off">{texts.prompt.hint}</p>}
        {problem !== null && !refused && <p>{problem}</p>}
        {dropped !== '' && <p className={styles.dropped}>{texts.prompt.dropped(dropped)}</p>}
        {unknown.length > 0 && <p>{texts.prompt.unknown(unknown)}</p>}
        {tokens !== null && tokens.used > WORTH_SHOWING * tokens.limit && (
          <p aria-live="off">{texts.prompt.tokens(tokens.used, tokens.limit)}</p>
        )}
      </div>
      {isClosed && <Suggestions unknown={unknown} manifest={manifest} />}
    </>
  );
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
  const settled = read(useDebounced(prompt, THINK_MS));
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
    case 'foreign':
      return english;
  }
}

/** Whether the advice is about the word already: about every one of another language. */
function isSaid(word: string, advice: Advice): boolean {
  return advice.kind !== 'thing' || advice.beyond.word === word;
}
