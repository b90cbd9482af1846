import { replaceWord } from '../../package/spelling.ts';
import { suggestWords } from '../lib/suggest.ts';
import { useForm } from '../state/form.ts';
import { replacePrompt } from '../state/prompt.ts';
import { texts } from '../texts.ts';
import { Button } from './Button.tsx';
import styles from './Suggestions.module.css';

const OF_EACH = 2;
const AT_ONCE = 4;

/** Words that the model knows, for words that it does not: pressing one puts it into the prompt. */
export function Suggestions({
  unknown,
  vocabulary,
}: {
  unknown: readonly string[];
  vocabulary: readonly string[];
}) {
  const offers = unknown
    .flatMap((word) =>
      suggestWords(word, vocabulary, OF_EACH).map((becomes) => ({ word, becomes })),
    )
    .slice(0, AT_ONCE);
  if (offers.length === 0) return null;
  return (
    <div className={styles.offers} role="group" aria-label={texts.prompt.meant}>
      <span aria-hidden="true">{texts.prompt.meant}</span>
      {offers.map(({ word, becomes }) => (
        <Button
          key={`${word} ${becomes}`}
          look="chip"
          aria-label={texts.prompt.replace(word, becomes)}
          onClick={() => replacePrompt(replaceWord(useForm.getState().prompt, word, becomes))}
        >
          {becomes}
        </Button>
      ))}
    </div>
  );
}
