import { texts } from '../i18n/texts.ts';
import styles from './Notice.module.css';
import type { Refused } from './notice.ts';
import { Remarks } from './Remarks.tsx';
import { remarksOn } from './remarks.ts';

/** Why nothing was filled. */
export function RefusedWords({ refused }: { refused: Refused }) {
  const { source, fault, problems } = refused;
  const what = source.from === 'file' ? texts.drop.file(source.name) : texts.drop.pasted;
  const reason = fault === 'empty-link' ? texts.share.emptyLink : texts.drop.faults[fault](what);
  return (
    <div className={styles.words} role="alert">
      <p>
        <strong>{reason}</strong> {texts.drop.unchanged}
      </p>
      <Remarks remarks={remarksOn({ settings: {}, problems, modelName: null }, null)} />
    </div>
  );
}
