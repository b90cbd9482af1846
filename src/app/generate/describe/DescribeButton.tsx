import { useEffect, useRef, useState } from 'react';
import { isBuiltinModel } from '../../lib/scope.ts';
import { announce } from '../../state/announcer.ts';
import { useChosen } from '../../state/chosen.ts';
import { useModel } from '../../state/model.ts';
import { replacePrompt } from '../../state/prompt.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import styles from '../start/StartField.module.css';

/** Writes a prompt for the start picture; for the built-in model, which has words of its own for what it sees. */
export function DescribeButton({ file }: { file: Blob }) {
  const model = useModel();
  const isBuiltin = useChosen(({ url }) => isBuiltinModel(url));
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const running = useRef<AbortController | null>(null);
  // With the picture goes the wish for its words.
  useEffect(() => () => running.current?.abort(), [file]);
  if (!isBuiltin || model.kind !== 'open') return null;
  const { manifest } = model.model;
  const { button, help, busy, failed, described } = texts.describe;
  const start = async () => {
    const own = new AbortController();
    running.current = own;
    setState('busy');
    try {
      const { describe } = await import('./describe.ts');
      const prompt = await describe(file, manifest, own.signal);
      if (own.signal.aborted) return;
      replacePrompt(prompt);
      announce(described(prompt));
      setState('idle');
    } catch {
      if (!own.signal.aborted) setState('failed');
    }
  };
  return (
    <>
      <Button look="quiet" disabled={state === 'busy'} title={help} onClick={() => void start()}>
        {state === 'busy' ? busy : button}
      </Button>
      {state === 'failed' && (
        <p className={styles.note} role="alert">
          {failed}
        </p>
      )}
    </>
  );
}
