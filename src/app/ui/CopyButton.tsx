import { useEffect, useState } from 'react';
import { copyText } from './clipboard.ts';
import { announce } from '../state/announcer.ts';
import { texts } from '../i18n/texts.ts';
import { Button } from './Button.tsx';
import styles from './CopyButton.module.css';

const SHOWN_MS = 4000;

/** Copies a text that stands on the page as well, and says whether that went well. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [outcome, setOutcome] = useState<'copied' | 'notCopied' | null>(null);
  useEffect(() => {
    if (outcome !== 'copied') return;
    const timer = setTimeout(() => setOutcome(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    const now = (await copyText(text)) ? 'copied' : 'notCopied';
    setOutcome(now);
    announce(texts.failure[now]);
  };
  return (
    <span className={styles.row}>
      <Button onClick={() => void copy()}>{label}</Button>
      {outcome !== null && <span className={styles.outcome}>{texts.failure[outcome]}</span>}
    </span>
  );
}
