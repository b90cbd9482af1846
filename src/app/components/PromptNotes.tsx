import { useDeferredValue, useEffect } from 'react';
import { useDebounced } from '../hooks/use-debounced.ts';
import { alternativesProblem } from '../lib/alternatives-problem.ts';
import { countPictures } from '../lib/request.ts';
import { unknownWords } from '../lib/words.ts';
import { useKitchen } from '../kitchen.ts';
import { useForm } from '../state/form.ts';
import { useProblem } from '../state/generate.ts';
import { useModel } from '../state/model.ts';
import { countTokens, useTokens } from '../state/tokens.ts';
import { texts } from '../texts.ts';
import styles from './PromptNotes.module.css';
import { Suggestions } from './Suggestions.tsx';

const SETTLE_MS = 300;
/** The count is shown only when it begins to matter. */
const WORTH_SHOWING = 0.6;

/** How the model will read the prompt: its length, what is cut off, which words it never saw. */
export function PromptNotes({ prompt }: { prompt: string }) {
  const { engine } = useKitchen();
  const model = useDeferredValue(useModel());
  const isOpen = model.kind === 'open';
  const settled = useDebounced(prompt, SETTLE_MS);
  const count = useForm((form) => form.count);
  const refused = useProblem((state) => state.problem === 'alternatives');
  const { count: tokens } = useTokens();
  useEffect(() => {
    if (isOpen) void countTokens(engine, settled);
  }, [engine, isOpen, settled]);
  const vocabulary = isOpen ? model.model.manifest.vocabulary : undefined;
  const unknown = unknownWords(settled, vocabulary);
  const dropped = tokens?.dropped ?? '';
  const problem = alternativesProblem(countPictures({ prompt: settled, count }));
  return (
    <>
      <div id="prompt-notes" className={styles.notes} aria-live="polite">
        {prompt === '' && <p aria-live="off">{texts.prompt.hint}</p>}
        {problem !== null && !refused && <p>{problem}</p>}
        {dropped !== '' && <p className={styles.dropped}>{texts.prompt.dropped(dropped)}</p>}
        {unknown.length > 0 && <p>{texts.prompt.unknown(unknown)}</p>}
        {tokens !== null && tokens.used > WORTH_SHOWING * tokens.limit && (
          <p aria-live="off">{texts.prompt.tokens(tokens.used, tokens.limit)}</p>
        )}
      </div>
      {vocabulary !== undefined && <Suggestions unknown={unknown} vocabulary={vocabulary} />}
    </>
  );
}
