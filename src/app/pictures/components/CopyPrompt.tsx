import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { IconLabel } from '../../ui/IconLabel.tsx';
import { CheckIcon, TextIcon } from '../../ui/icons.tsx';
import { announce } from '../../state/announcer.ts';
import { texts } from '../../i18n/texts.ts';

const CONFIRMED_MS = 2500;

/** Copies the prompt and says so in its own place. */
export function CopyPrompt({ prompt }: { prompt: string }) {
  const [state, setState] = useState<'ready' | 'copied' | 'refused'>('ready');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(prompt);
      setState('copied');
      announce(texts.viewer.promptCopied);
      setTimeout(() => setState('ready'), CONFIRMED_MS);
    } catch {
      setState('refused');
    }
  };
  return (
    <>
      <Button onClick={() => void copy()}>
        <IconLabel icon={state === 'copied' ? <CheckIcon /> : <TextIcon />}>
          {state === 'copied' ? texts.viewer.promptCopied : texts.viewer.copyPrompt}
        </IconLabel>
      </Button>
      {state === 'refused' && <p role="alert">{texts.viewer.copyRefused}</p>}
    </>
  );
}
