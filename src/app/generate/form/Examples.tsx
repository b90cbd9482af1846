import { useDeferredValue, useState } from 'react';
import { escapeAlternatives } from '../../lib/prompt/alternatives.ts';
import { replacePrompt } from '../../state/prompt.ts';
import { useModel } from '../../state/model.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import chipStyles from '../../ui/chips.module.css';
import { ChipsSkeleton } from '../../ui/ChipsSkeleton.tsx';

const SHOWN = 3;

/** Prompts the model is good at; pressing one fills the prompt and starts nothing. */
export function Examples() {
  const model = useDeferredValue(useModel());
  const [from, setFrom] = useState(0);
  if (model.kind === 'opening') return <ChipsSkeleton label={texts.prompt.examples} rows={SHOWN} />;
  if (model.kind !== 'open') return null;
  const { prompts } = model.model.manifest;
  if (prompts.length === 0) return null;
  const shown = Array.from(
    { length: Math.min(SHOWN, prompts.length) },
    (_, i) => prompts[(from + i) % prompts.length]!,
  );
  return (
    <div>
      <div className={chipStyles.head}>
        <p className={chipStyles.label} id="examples-label">
          {texts.prompt.examples}
        </p>
        {prompts.length > SHOWN && (
          <Button look="quiet" onClick={() => setFrom((from + SHOWN) % prompts.length)}>
            {texts.prompt.moreExamples}
          </Button>
        )}
      </div>
      <div className={chipStyles.chips} role="group" aria-labelledby="examples-label">
        {shown.map((prompt) => (
          <Button
            key={prompt}
            look="chip"
            onClick={() => replacePrompt(escapeAlternatives(prompt))}
          >
            {prompt}
          </Button>
        ))}
      </div>
    </div>
  );
}
