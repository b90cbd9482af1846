import { useEffect } from 'react';
import { useDebounced } from '../hooks/use-debounced.ts';
import { unknownWords } from '../lib/words.ts';
import { useKitchen } from '../kitchen.ts';
import { useModel } from '../state/model.ts';
import { countTokens, useTokens } from '../state/tokens.ts';
import { texts } from '../texts.ts';
import styles from './PromptNotes.module.css';

const SETTLE_MS = 300;
/** The count is shown only when it begins to matter. */
const WORTH_SHOWING = 0.6;

/** How the model will read the prompt: its length, what is cut off, which words it never saw. */
export function PromptNotes({ prompt }: { prompt: string }) {
  const { engine } = useKitchen();
  const model = useModel();
  const isOpen = model.kind === 'open';
  const settled = useDebounced(prompt, SETTLE_MS);
  const { count } = useTokens();
  useEffect(() => {
    if (isOpen) void countTokens(engine, settled);
  }, [engine, isOpen, settled]);
  const unknown = isOpen ? unknownWords(settled, model.model.manifest.vocabulary) : [];
  const dropped = count?.dropped ?? '';
  return (
    <div id="prompt-notes" className={styles.notes} aria-live="polite">
      {dropped !== '' && <p className={styles.dropped}>{texts.prompt.dropped(dropped)}</p>}
      {unknown.length > 0 && <p>{texts.prompt.unknown(unknown)}</p>}
      {count !== null && count.used > WORTH_SHOWING * count.limit && (
        <p aria-live="off">{texts.prompt.tokens(count.used, count.limit)}</p>
      )}
    </div>
  );
}
