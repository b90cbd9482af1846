import { useDeferredValue } from 'react';
import { stagesOf } from '../../lib/settings/presets.ts';
import { setNegative, useForm } from '../../state/form.ts';
import { useModel } from '../../state/model.ts';
import { texts } from '../../i18n/texts.ts';
import fieldStyles from '../../ui/fields.module.css';

export function NegativeField() {
  const negative = useForm((form) => form.negative);
  const isIdle = useIsIdle();
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
        aria-describedby={isIdle ? 'negative-help' : undefined}
        onChange={(event) => setNegative(event.target.value)}
      />
      {isIdle && (
        <p className={fieldStyles.help} id="negative-help">
          {texts.prompt.negativeHelp}
        </p>
      )}
    </div>
  );
}

/** Whether a negative prompt would change nothing: neither stage is guided. */
function useIsIdle(): boolean {
  const model = useDeferredValue(useModel());
  const { preset, prior, decoder } = useForm();
  if (model.kind !== 'open') return false;
  const stages = stagesOf({ preset, prior, decoder }, model.model.manifest);
  return stages.prior.guidance <= 1 && stages.decoder.guidance <= 1;
}
