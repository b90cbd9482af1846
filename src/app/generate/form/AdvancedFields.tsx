import { useDeferredValue } from 'react';
import { samplingWith } from '../../../package/presets.ts';
import { resetStages, useForm } from '../../state/form.ts';
import { useModel } from '../../state/model.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import { StageFields } from './StageFields.tsx';

export function AdvancedFields() {
  const model = useDeferredValue(useModel());
  const preset = useForm((form) => form.preset);
  const changed = useForm(
    ({ prior, decoder }) =>
      preset !== 'standard' || Object.keys(prior).length + Object.keys(decoder).length > 0,
  );
  if (model.kind !== 'open') return null;
  const { prior, decoder } = samplingWith(model.model.manifest, preset);
  return (
    <>
      <StageFields stage="prior" legend={texts.advanced.prior} sampling={prior} />
      <StageFields stage="decoder" legend={texts.advanced.decoder} sampling={decoder} />
      {changed && (
        <div>
          <Button look="quiet" onClick={resetStages}>
            {texts.advanced.reset}
          </Button>
        </div>
      )}
    </>
  );
}
