import { useDeferredValue, useMemo } from 'react';
import { commonRatios, ratioChoices, resolveSize, typedRatio } from '../../lib/settings/sizes.ts';
import { setSize, useForm } from '../../state/form.ts';
import { useModel } from '../../state/model.ts';
import { texts } from '../../i18n/texts.ts';
import { ExactSize } from './ExactSize.tsx';
import fieldStyles from '../../ui/fields.module.css';
import { RatioButton } from './RatioButton.tsx';
import styles from './SizeFields.module.css';

const BUTTONS = 7;

/** Ratio buttons for what the model can paint, and the exact pixels underneath. */
export function SizeFields() {
  const model = useDeferredValue(useModel());
  const width = useForm((form) => form.width);
  const height = useForm((form) => form.height);
  const geometry = model.kind === 'open' ? model.model.manifest.geometry : null;
  const choices = useMemo(
    () => (geometry === null ? [] : commonRatios(ratioChoices(geometry), BUTTONS)),
    [geometry],
  );
  if (model.kind === 'opening') return <div className={styles.skeleton} />;
  if (geometry === null) return null;
  const resolved = resolveSize(width, height, geometry);
  const ratio = typedRatio(width, height, geometry);
  return (
    <fieldset className={fieldStyles.group}>
      <legend className={fieldStyles.label}>{texts.size.legend}</legend>
      <div className={styles.ratios}>
        {choices.map((choice) => (
          <RatioButton
            key={choice.ratio}
            choice={choice}
            checked={choice.ratio === ratio}
            onChoose={() => setSize(choice)}
          />
        ))}
      </div>
      <ExactSize geometry={geometry} resolved={resolved} />
    </fieldset>
  );
}
