import { setPrompt } from '../state/form.ts';
import { useModel } from '../state/model.ts';
import { texts } from '../texts.ts';
import { Button } from './Button.tsx';
import styles from './Examples.module.css';

const SHOWN = 4;

/** Prompts the model is good at; pressing one fills the prompt and starts nothing. */
export function Examples() {
  const model = useModel();
  if (model.kind !== 'open' || model.model.manifest.prompts.length === 0) return null;
  return (
    <div className={styles.examples} role="group" aria-label={texts.prompt.examples}>
      {model.model.manifest.prompts.slice(0, SHOWN).map((prompt) => (
        <Button key={prompt} look="chip" onClick={() => setPrompt(prompt)}>
          {prompt}
        </Button>
      ))}
    </div>
  );
}
