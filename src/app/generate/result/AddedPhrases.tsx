import { labelOf } from '../../lib/prompt/completion.ts';
import { fillFormLike } from '../../state/form.ts';
import { generate } from '../run/generate.ts';
import { useLanguage } from '../../state/language.ts';
import { useModel } from '../../state/model.ts';
import type { Picture } from '../../state/shown-picture.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './AddedPhrases.module.css';
import { Button } from '../../ui/Button.tsx';
import { CloseIcon } from '../../ui/icons.tsx';

/** What completed a picture's prompt; pressing a phrase paints the same picture without it. */
export function AddedPhrases({ picture }: { picture: Picture }) {
  const model = useModel();
  const language = useLanguage((state) => state.language);
  const { request, modelId } = picture;
  const phrases = request.completion ?? [];
  if (phrases.length === 0) return null;
  // Another model's words would be put behind another prompt.
  const manifest =
    model.kind === 'open' && model.model.manifest.id === modelId ? model.model.manifest : null;
  const paintWithout = (phrase: string) => {
    fillFormLike({ ...request, completion: phrases.filter((other) => other !== phrase) });
    void generate();
  };
  return (
    <div className={styles.row} role="group" aria-label={texts.completion.added}>
      <span aria-hidden="true">{texts.completion.added}</span>
      {phrases.map((phrase) => {
        const label = labelOf(phrase, manifest?.completion, language);
        if (manifest === null) return <span key={phrase}>{label}</span>;
        const without = texts.completion.without(label);
        return (
          <Button
            key={phrase}
            look="chip"
            aria-label={without}
            title={without}
            onClick={() => paintWithout(phrase)}
          >
            {label}
            <CloseIcon />
          </Button>
        );
      })}
    </div>
  );
}
