import { textToImageBytes } from '../../../package/manifest.ts';
import { Button } from '../../ui/Button.tsx';
import { isBuiltinModel } from '../../lib/scope.ts';
import { useModel } from '../../state/model.ts';
import { texts } from '../../i18n/texts.ts';
import { builtinUrl, chooseDefault, chooseModel, useChosen } from '../../state/chosen.ts';
import styles from './ModelCard.module.css';
import { ModelWords } from './ModelWords.tsx';
import { useKept } from '../../pwa/public.ts';

/** The model that comes with the page, or the folder of this site that the page's address names. */
export function BuiltinCard() {
  const model = useModel();
  const { url, defaultKey } = useChosen();
  const kept = useKept((state) => state.kept);
  const builtin = isBuiltinModel(url);
  // What is on the disk has a card of its own.
  const isSite = url?.startsWith('http') === true;
  const open = isSite && model.kind === 'open' ? model.model.manifest : null;
  const { actions } = texts.models;
  return (
    <li className={styles.card} data-current={isSite} aria-label={texts.models.builtin.title}>
      <div className={styles.head}>
        <h4 className={styles.name}>{open?.name ?? texts.models.builtin.title}</h4>
        {isSite && <span className={styles.badge}>{texts.models.current}</span>}
        {builtin && defaultKey === null && (
          <span className={styles.badge}>{texts.models.isDefault}</span>
        )}
      </div>
      {open === null ? (
        <p className={styles.description}>{texts.models.builtin.text}</p>
      ) : (
        <ModelWords
          manifest={open}
          address={builtin || url === null ? null : { kind: 'folder', url }}
          totalBytes={textToImageBytes(open)}
        />
      )}
      {builtin && (
        <p className={styles.line}>
          {kept ? texts.models.builtin.kept : texts.models.builtin.comes}
        </p>
      )}
      {(!isSite || defaultKey !== null) && (
        <div className={styles.actions}>
          {!isSite && <Button onClick={() => chooseModel(builtinUrl())}>{actions.use}</Button>}
          {defaultKey !== null && (
            <Button onClick={() => chooseDefault(null)}>{actions.makeDefault}</Button>
          )}
        </div>
      )}
    </li>
  );
}
