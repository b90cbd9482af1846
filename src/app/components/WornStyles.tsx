import { stylesFor, withAvoided, wornStyles } from '../lib/styles.ts';
import { useForm } from '../state/form.ts';
import { useModel } from '../state/model.ts';
import { texts } from '../texts.ts';
import styles from './WornStyles.module.css';

/** The words that the chosen styles put behind the prompt, to be read where they count. */
export function WornStyles() {
  const model = useModel();
  const chosen = useForm((form) => form.styles);
  if (model.kind !== 'open') return null;
  const worn = wornStyles(stylesFor(model.model.manifest.vocabulary), chosen);
  if (worn.length === 0) return null;
  const avoided = withAvoided('', worn);
  return (
    <p className={styles.worn}>
      <span aria-hidden="true">+ </span>
      <span className="visually-hidden">{texts.styles.worn}: </span>
      {worn.map(({ id, adds }) => (
        <span key={id}>{adds.replace(/^,? /, '')} </span>
      ))}
      {avoided !== '' && (
        <span className={styles.avoided}>
          <span aria-hidden="true">− </span>
          <span className="visually-hidden">{texts.styles.wornAvoided}: </span>
          {avoided}
        </span>
      )}
    </p>
  );
}
