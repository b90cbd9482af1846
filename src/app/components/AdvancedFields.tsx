import { useDeferredValue } from 'react';
import { resetStages, useForm } from '../state/form.ts';
import { useModel } from '../state/model.ts';
import { texts } from '../texts.ts';
import { Button } from './Button.tsx';
import { StageFields } from './StageFields.tsx';

export function AdvancedFields() {
  const model = useDeferredValue(useModel());
  const changed = useForm(
    ({ prior, decoder }) => Object.keys(prior).length + Object.keys(decoder).length > 0,
  );
  if (model.kind !== 'open') return null;
  const { prior, decoder } = model.model.manifest;
  return (
    <>
      <StageFields stage="prior" legend={texts.advanced.prior} sampling={prior.sampling} />
      <StageFields stage="decoder" legend={texts.advanced.decoder} sampling={decoder.sampling} />
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
