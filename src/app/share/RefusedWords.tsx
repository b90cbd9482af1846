import { texts } from '../i18n/texts.ts';
import styles from './Notice.module.css';
import type { Refused } from './notice.ts';
import { Remarks } from './Remarks.tsx';
import { remarksOn } from './remarks.ts';

/** Why nothing was filled. */
export function RefusedWords({ refused }: { refused: Refused }) {
  const { problems } = refused;
  return (
    <div className={styles.words} role="alert">
      <p>
        <strong>{reasonOf(refused)}</strong> {texts.drop.unchanged}
      </p>
      <Remarks remarks={remarksOn({ settings: {}, problems, modelName: null }, null)} />
    </div>
  );
}

function reasonOf({ source, fault, program }: Refused): string {
  if (fault === 'empty-link') return texts.share.emptyLink;
  const what =
    source.from === 'file'
      ? texts.drop.file(source.name)
      : source.from === 'text'
        ? texts.drop.pastedText
        : texts.drop.pasted;
  if (program !== undefined) return texts.drop.programNotRead(what, program);
  return texts.drop.faults[fault](what);
}
