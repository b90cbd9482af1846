import { setNegative, useForm } from '../state/form.ts';
import { texts } from '../texts.ts';
import fieldStyles from './fields.module.css';

export function NegativeField() {
  const negative = useForm((form) => form.negative);
  return (
    <div>
      <label className={fieldStyles.label} htmlFor="negative">
        {texts.prompt.negativeLabel}
      </label>
      <textarea
        id="negative"
        className={fieldStyles.input}
        rows={1}
        value={negative}
        placeholder={texts.prompt.negativePlaceholder}
        aria-describedby="negative-help"
        onChange={(event) => setNegative(event.target.value)}
      />
      <p className={fieldStyles.help} id="negative-help">
        {texts.prompt.negativeHelp}
      </p>
    </div>
  );
}
