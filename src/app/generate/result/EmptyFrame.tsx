import { escapeAlternatives } from '../../lib/prompt/alternatives.ts';
import { useChosen } from '../../state/chosen.ts';
import { samplesOf } from '../samples/samples.ts';
import { useForm } from '../../state/form.ts';
import { generate } from '../run/generate.ts';
import { useModel } from '../../state/model.ts';
import { replacePrompt } from '../../state/prompt.ts';
import { texts } from '../../i18n/texts.ts';
import { Button } from '../../ui/Button.tsx';
import styles from './EmptyFrame.module.css';
import { Logo } from '../../ui/Logo.tsx';
import { SampleFrame } from './SampleFrame.tsx';
import { SharedFrame } from './SharedFrame.tsx';
import { useNotice } from '../../share/public.ts';

/** Before the first picture: what to do, and the shortest way to see what this is. */
export function EmptyFrame() {
  const modelUrl = useChosen(({ url }) => url);
  const model = useModel();
  const isBlank = useForm(({ prompt }) => prompt.trim() === '');
  // A link has filled the form, and nothing has been painted since.
  const isShared = useNotice(({ filled }) => filled?.source.from === 'link' && !filled.undone);
  const samples = samplesOf(modelUrl, model);
  const opened = model.kind === 'open' ? model.model.manifest.prompts : [];
  // The samples are there before the model has opened and told its prompts.
  const prompts =
    opened.length > 0 ? opened : (samples?.pictures.map(({ prompt }) => prompt) ?? []);
  const surprise = () => {
    const prompt = prompts[Math.floor(Math.random() * prompts.length)];
    if (prompt === undefined) return;
    replacePrompt(escapeAlternatives(prompt));
    void generate();
  };
  if (isShared && !isBlank) return <SharedFrame />;
  if (samples !== null) return <SampleFrame samples={samples} onSurprise={surprise} />;
  return (
    <div className={styles.empty}>
      <Logo className={styles.logo} />
      <p className={styles.title}>{texts.frame.emptyTitle}</p>
      <p className={styles.text}>{texts.frame.emptyText}</p>
      {(model.kind === 'opening' || prompts.length > 0) && (
        // It keeps its place without being there, so that nothing jumps.
        <div className={styles.surprise} data-hidden={!isBlank || prompts.length === 0}>
          <Button onClick={surprise}>{texts.frame.surprise}</Button>
        </div>
      )}
    </div>
  );
}
