import type { Comparison, Finding } from '../../../verify/browser/api.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { texts } from '../../i18n/texts.ts';
import cardStyles from '../components/ModelCard.module.css';
import styles from './CompareModel.module.css';
import { namesOf, summaryOf } from './comparisons.ts';

/** What a comparison has shown: a sentence, all values, a report to copy. */
export function ComparisonResult({ result }: { result: Comparison }) {
  const words = texts.comparison;
  const { passed, findings, absent, limits, report } = result;
  return (
    <>
      <p className={passed ? cardStyles.good : cardStyles.trouble}>{summaryOf(result)}</p>
      {absent.length > 0 && <p className={cardStyles.line}>{words.absent(namesOf(absent))}</p>}
      {!passed && <p className={cardStyles.line}>{words.report}</p>}
      <CopyButton text={report} label={words.copy} />
      <details>
        <summary>{words.table.summary}</summary>
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{words.table.output}</th>
                <th scope="col">{words.table.relative}</th>
                <th scope="col">{words.table.psnr}</th>
                <th scope="col">{words.table.result}</th>
              </tr>
            </thead>
            <tbody>
              {findings.map((finding) => (
                <Row key={finding.what} finding={finding} />
              ))}
            </tbody>
          </table>
        </div>
        <p className={cardStyles.line}>
          {words.limits(decimal(String(limits.tolerance)), String(limits.minPsnr))}
        </p>
      </details>
    </>
  );
}

function Row({ finding: { what, relative, psnr, passed } }: { finding: Finding }) {
  const words = texts.comparison.table;
  return (
    <tr data-result={passed === false ? 'differs' : undefined}>
      <th scope="row">{what}</th>
      <td>{relative === null ? '' : decimal(relative.toExponential(1))}</td>
      <td>{psnr === null ? '' : psnr === Infinity ? '∞' : decimal(psnr.toFixed(1))}</td>
      <td>{passed === null ? words.notJudged : passed ? words.passed : words.failed}</td>
    </tr>
  );
}

const decimal = (digits: string) => digits.replace('.', texts.decimalSign);
