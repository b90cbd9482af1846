import { useDeferredValue } from 'react';
import { isCompleting, labelOf, offersFor, type Offer } from '../../lib/prompt/completion.ts';
import { pressOffer, setCompletes, useForm } from '../../state/form.ts';
import { useLanguage } from '../../state/language.ts';
import { useModel } from '../../state/model.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './CompletionField.module.css';
import { CheckIcon, PlusIcon } from '../../ui/icons.tsx';

/** What completes the prompt where it leaves something open, to be taken off one by one or as a whole. */
export function CompletionField() {
  const model = useDeferredValue(useModel());
  const form = useForm();
  const language = useLanguage((state) => state.language);
  if (model.kind !== 'open') return null;
  const { manifest } = model.model;
  const kinds = manifest.completion ?? [];
  if (kinds.length === 0) return null;
  const isOn = isCompleting(form);
  const offers = isOn ? offersFor(form, manifest) : [];
  return (
    <div className={styles.row} role="group" aria-label={texts.completion.label}>
      <label className={styles.switch} title={texts.completion.help}>
        <input
          type="checkbox"
          checked={isOn}
          aria-describedby="completion-help"
          onChange={(event) => setCompletes(event.target.checked)}
        />
        {texts.completion.label}
      </label>
      <span className="visually-hidden" id="completion-help">
        {texts.completion.help}
      </span>
      {offers.map((offer) => (
        <Button
          key={offer.phrase}
          look="chip"
          aria-pressed={offer.isAdded}
          title={wordsOf(offer)}
          onClick={() => pressOffer(offer)}
        >
          {offer.isAdded ? <CheckIcon /> : <PlusIcon />}
          {offer.corrects === undefined ? labelOf(offer.phrase, kinds, language) : wordsOf(offer)}
        </Button>
      ))}
    </div>
  );
}

/** What an offer does, in words. */
function wordsOf({ phrase, corrects }: Offer): string {
  const { adds, reads } = texts.completion;
  return corrects === undefined ? adds(phrase) : reads(corrects, phrase);
}
