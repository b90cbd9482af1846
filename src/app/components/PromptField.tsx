import { useEffect, useRef } from 'react';
import { useProblem } from '../state/generate.ts';
import { setPrompt, useForm } from '../state/form.ts';
import { texts } from '../texts.ts';
import fieldStyles from './fields.module.css';
import { Problem } from './Problem.tsx';
import styles from './PromptField.module.css';
import { PromptNotes } from './PromptNotes.tsx';

export function PromptField() {
  const prompt = useForm((form) => form.prompt);
  const { problem, attempt } = useProblem();
  const refused = problem === 'prompt';
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (refused) field.current?.focus();
  }, [refused, attempt]);
  return (
    <div>
      <label className={styles.label} htmlFor="prompt">
        {texts.prompt.label}
      </label>
      <textarea
        id="prompt"
        ref={field}
        className={`${fieldStyles.input} ${styles.prompt}`}
        rows={3}
        value={prompt}
        placeholder={texts.prompt.placeholder}
        aria-invalid={refused}
        aria-describedby="prompt-problem prompt-notes"
        onChange={(event) => setPrompt(event.target.value)}
      />
      <Problem id="prompt-problem" shown={refused}>
        {texts.prompt.empty}
      </Problem>
      <PromptNotes prompt={prompt} />
    </div>
  );
}
