import type { Manifest } from '../../../package/manifest.ts';
import { replaceWord } from '../../../package/spelling.ts';
import { suggestionFor, withNearest } from '../../lib/prompt/beyond.ts';
import { englishFor } from '../../lib/prompt/german.ts';
import { nearWords } from '../../lib/prompt/near-words.ts';
import { useForm } from '../../state/form.ts';
import { replacePrompt } from '../../state/prompt.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './Suggestions.module.css';

const OF_EACH = 2;
const AT_ONCE = 4;

interface Offer {
  word: string;
  becomes: string;
  /** The package names it as the nearest, or as what it is in English; otherwise it is spelt nearly so. */
  isNearest: boolean;
}

/** Words that the model knows, for words that it does not: pressing one puts it into the prompt. */
export function Suggestions({
  unknown,
  prompt,
  manifest,
}: {
  unknown: readonly string[];
  prompt: string;
  manifest: Manifest;
}) {
  const offers = unknown.flatMap((word) => offersFor(word, prompt, manifest)).slice(0, AT_ONCE);
  if (offers.length === 0) return null;
  const label = offers.every(({ isNearest }) => isNearest)
    ? texts.prompt.nearest
    : texts.prompt.meant;
  const press = ({ word, becomes, isNearest }: Offer) => {
    const { prompt } = useForm.getState();
    replacePrompt((isNearest ? withNearest : replaceWord)(prompt, word, becomes));
  };
  return (
    <div className={styles.offers} role="group" aria-label={label}>
      <span aria-hidden="true">{label}</span>
      {offers.map((offer) => (
        <Button
          key={`${offer.word} ${offer.becomes}`}
          look="chip"
          aria-label={texts.prompt.replace(offer.word, offer.becomes)}
          onClick={() => press(offer)}
        >
          {offer.becomes}
        </Button>
      ))}
    </div>
  );
}

function offersFor(word: string, prompt: string, manifest: Manifest): Offer[] {
  const nearest = suggestionFor(word, manifest) ?? englishFor(word, manifest);
  if (nearest !== null) return [{ word, becomes: nearest, isNearest: true }];
  const near = nearWords(word, prompt, manifest).slice(0, OF_EACH);
  return near.map((becomes) => ({ word, becomes, isNearest: false }));
}
