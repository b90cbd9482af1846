import { appliedStyles, stylesFor, withAvoided } from '../../lib/prompt/styles.ts';
import { useForm } from '../../state/form.ts';
import { useModel } from '../../state/model.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './AppliedStyles.module.css';

/** The words that the chosen styles put behind the prompt, to be read where they count. */
export function AppliedStyles() {
  const model = useModel();
  const chosen = useForm((form) => form.styles);
  if (model.kind !== 'open') return null;
  const applied = appliedStyles(stylesFor(model.model.manifest.vocabulary), chosen);
  if (applied.length === 0) return null;
  const avoided = withAvoided('', applied);
  return (
    <p className={styles.applied}>
      <span aria-hidden="true">+ </span>
      <span className="visually-hidden">{texts.styles.applied}: </span>
      {applied.map(({ id, adds }) => (
        <span key={id}>{adds.replace(/^,? /, '')} </span>
      ))}
      {avoided !== '' && (
        <span className={styles.avoided}>
          <span aria-hidden="true">− </span>
          <span className="visually-hidden">{texts.styles.avoided}: </span>
          {avoided}
        </span>
      )}
    </p>
  );
}
