import { texts } from '../../i18n/texts.ts';
import { differences } from '../lib/differences.ts';
import type { PictureRecord } from '../lib/record.ts';
import type { Word } from '../lib/word-diff.ts';
import styles from './CompareTable.module.css';

/** What differs between the settings of two pictures; what does not is only counted. */
export function CompareTable({ first, second }: { first: PictureRecord; second: PictureRecord }) {
  const rows = differences(first, second);
  const same = rows.filter((row) => !row.differs).length;
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <caption className="visually-hidden">{texts.compare.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.compare.setting}</th>
            <th scope="col">{texts.compare.first}</th>
            <th scope="col">{texts.compare.second}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.term} data-differs={row.differs}>
              <th scope="row">
                {row.term}
                {row.differs && <span className="visually-hidden"> ({texts.compare.differs})</span>}
              </th>
              <td>
                <Words words={row.first} />
              </td>
              <td>
                <Words words={row.second} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.same}>
        {same === rows.length ? texts.compare.identical : texts.compare.same(same)}
      </p>
    </div>
  );
}

function Words({ words }: { words: Word[] }) {
  if (words.length === 0) return <span className={styles.nothing}>{texts.viewer.nothing}</span>;
  return words.map(({ text, differs }, i) => (
    <span key={i}>
      {i > 0 && ' '}
      {differs ? <mark className={styles.mark}>{text}</mark> : text}
    </span>
  ));
}
