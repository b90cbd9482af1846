import type { Advice } from '../../lib/prompt/advice.ts';
import { withNearest, type Beyond } from '../../lib/prompt/beyond.ts';
import { useForm } from '../../state/form.ts';
import { replacePrompt } from '../../state/prompt.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import buttonStyles from '../../ui/Button.module.css';
import { PageLink } from '../../ui/PageLink.tsx';
import styles from './Suggestions.module.css';
import { PUBLISHED_SECTION } from '../../models/public.ts';

/** What can be done about a prompt that the model cannot follow. */
export function AdviceOffers({
  advice,
}: {
  advice: Extract<Advice, { kind: 'thing' | 'german' }>;
}) {
  return (
    <div className={styles.offers} role="group" aria-label={texts.prompt.beyond.label}>
      {advice.kind === 'thing' ? (
        <ThingOffers beyond={advice.beyond} />
      ) : (
        <Button
          look="chip"
          lang="en"
          aria-label={texts.prompt.beyond.write(advice.english)}
          title={advice.english}
          onClick={() => put(advice.english)}
        >
          <span className={styles.sentence}>{advice.english}</span>
        </Button>
      )}
    </div>
  );
}

/** The nearest that the model can paint, and where there are models that can do more. */
function ThingOffers({ beyond: { word, nearest } }: { beyond: Beyond }) {
  const { another, instead } = texts.prompt.beyond;
  return (
    <>
      {nearest !== null && (
        <Button
          look="chip"
          onClick={() => put(withNearest(useForm.getState().prompt, word, nearest.word))}
        >
          {instead(nearest.word, nearest.phrase)}
        </Button>
      )}
      <PageLink
        view="models"
        section={PUBLISHED_SECTION}
        className={`${buttonStyles.button} ${buttonStyles.chip}`}
      >
        {another}
      </PageLink>
    </>
  );
}

function put(prompt: string): void {
  replacePrompt(prompt);
  // The button is gone: one goes on by typing, or with Generate behind it.
  document.getElementById('prompt')?.focus();
}
