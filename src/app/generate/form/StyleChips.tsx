import { useDeferredValue } from 'react';
import { rowOf, STYLE_ROWS, stylesFor } from '../../lib/prompt/styles.ts';
import { pressStyle, useForm } from '../../state/form.ts';
import { useModel } from '../../state/model.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import { ChipRow } from './ChipRow.tsx';

/** Words to add to any prompt, one press each; only such as the model understands. */
export function StyleChips() {
  const model = useDeferredValue(useModel());
  const chosen = useForm((form) => form.styles);
  if (model.kind === 'failed') return null;
  const isWaiting = model.kind === 'opening';
  const offered = stylesFor(isWaiting ? undefined : model.model.manifest.vocabulary);
  return STYLE_ROWS.map((row) => {
    const inRow = offered.filter((style) => rowOf(style) === row);
    if (inRow.length === 0) return null;
    return (
      <ChipRow key={row} label={texts.styles.rows[row]} isWaiting={isWaiting}>
        {inRow.map(({ id, adds, avoids }) => {
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
      </ChipRow>
    );
  });
}
