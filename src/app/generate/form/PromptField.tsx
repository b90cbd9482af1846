import { useEffect, useRef } from 'react';
import { countPictures } from '../../lib/settings/request.ts';
import { useProblem } from '../run/generate.ts';
import { useForm } from '../../state/form.ts';
import { replacePrompt, typePrompt, undoPrompt, useReplaced } from '../../state/prompt.ts';
import { texts } from '../../i18n/texts.ts';
import { alternativesProblem } from '../../lib/prompt/alternatives-problem.ts';
import { Button } from '../../ui/Button.tsx';
import { CompletionField } from './CompletionField.tsx';
import fieldStyles from '../../ui/fields.module.css';
import { Problem } from './Problem.tsx';
import styles from './PromptField.module.css';
import { PromptNotes } from './PromptNotes.tsx';
import { AppliedStyles } from './AppliedStyles.tsx';

export function PromptField() {
  const prompt = useForm((form) => form.prompt);
  const count = useForm((form) => form.count);
  const canUndo = useReplaced((replaced) => replaced.prompt !== null && replaced.prompt !== prompt);
  const { problem, attempt } = useProblem();
  const refused = problem === 'prompt' || problem === 'alternatives';
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (refused) field.current?.focus();
  }, [refused, attempt]);
  return (
    <div>
      <div className={styles.head}>
        <label className={styles.label} htmlFor="prompt">
          {texts.prompt.label}
        </label>
        {canUndo && (
          <Button look="quiet" aria-label={texts.prompt.undoLabel} onClick={undoPrompt}>
            {texts.prompt.undo}
          </Button>
        )}
        {prompt !== '' && (
          <Button
            look="quiet"
            aria-label={texts.prompt.clearLabel}
            onClick={() => {
              replacePrompt('');
              // The button is gone: one goes on by typing.
              field.current?.focus();
            }}
          >
            {texts.prompt.clear}
          </Button>
        )}
      </div>
      <textarea
        id="prompt"
        ref={field}
        className={`${fieldStyles.input} ${styles.prompt}`}
        rows={3}
        dir="auto"
        value={prompt}
        placeholder={texts.prompt.placeholder}
        aria-invalid={refused}
        aria-describedby="prompt-problem prompt-advice prompt-notes"
        onChange={(event) => typePrompt(event.target.value)}
      />
      <div className={styles.remarks}>
        <Problem id="prompt-problem" shown={refused}>
          {problem === 'alternatives'
            ? alternativesProblem(countPictures({ prompt, count }))
            : texts.prompt.empty}
        </Problem>
        <AppliedStyles />
        <CompletionField />
        <PromptNotes prompt={prompt} />
      </div>
    </div>
  );
}
