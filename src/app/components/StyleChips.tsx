import { useDeferredValue } from 'react';
import { stylesFor } from '../lib/styles.ts';
import { pressStyle, useForm } from '../state/form.ts';
import { useModel } from '../state/model.ts';
import { texts } from '../texts.ts';
import chipStyles from './chips.module.css';
import { ChipsSkeleton } from './ChipsSkeleton.tsx';
import { Button } from './Button.tsx';

/** Words to add to any prompt, one press each; only such as the model understands. */
export function StyleChips() {
  const model = useDeferredValue(useModel());
  const chosen = useForm((form) => form.styles);
  if (model.kind === 'opening') return <ChipsSkeleton label={texts.styles.label} rows={2} />;
  if (model.kind !== 'open') return null;
  const offered = stylesFor(model.model.manifest.vocabulary);
  if (offered.length === 0) return null;
  return (
    <div>
      <div className={chipStyles.head}>
        <p className={chipStyles.label} id="styles-label">
          {texts.styles.label}
        </p>
      </div>
      <div className={chipStyles.chips} role="group" aria-labelledby="styles-label">
        {offered.map(({ id, adds, avoids }) => {
          const does = [texts.styles.adds(adds.replace(/^,? /, ''))];
          if (avoids !== '') does.push(texts.styles.avoids(avoids));
          return (
            <Button
              key={id}
              look="chip"
              aria-pressed={chosen.includes(id)}
              title={does.join(', ')}
              onClick={() => pressStyle(id)}
            >
              {texts.styles.names[id]}
            </Button>
          );
        })}
      </div>
    </div>
  );
}
