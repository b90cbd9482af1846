import type { ConversionProgress } from '../../../exporter/browser/api.ts';
import { Button } from '../../ui/Button.tsx';
import { formatBytes, formatTimeLeft } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import styles from '../components/ModelCard.module.css';
import { pauseConversion, type ConversionJob } from './conversions.ts';
import { conversionShare } from './share.ts';

/** What this tab converts. */
export function RunningConversion({ job: { progress, isPausing } }: { job: ConversionJob }) {
  const words = texts.conversion.progress;
  return (
    <>
      <ConversionBar progress={progress} note={words.hint} />
      <div className={styles.actions}>
        <Button disabled={isPausing} onClick={pauseConversion}>
          {isPausing ? words.pausing : texts.conversion.unfinished.pause}
        </Button>
      </div>
    </>
  );
}

/** How far fetching and converting are, as one bar with what is being done. */
export function ConversionBar({
  progress,
  note,
}: {
  progress: ConversionProgress | null;
  note: string;
}) {
  const words = texts.conversion.progress;
  return (
    <div className={styles.progress}>
      <progress
        className={styles.bar}
        aria-label={words.label}
        {...(progress && { value: conversionShare(progress), max: 1 })}
      />
      {progress === null ? (
        <p className={styles.numbers}>{words.starting}</p>
      ) : (
        <>
          <p className={styles.numbers}>
            <span>
              {words.fetched(formatBytes(progress.fetchedBytes), formatBytes(progress.sourceBytes))}
            </span>
            <span>
              {progress.bytesPerSecond !== null &&
                `${texts.models.progress.speed(formatBytes(progress.bytesPerSecond))}, `}
              {progress.leftMs !== null && texts.progress.left(formatTimeLeft(progress.leftMs))}
            </span>
          </p>
          <p className={styles.numbers}>
            <span>
              {words.converted(
                formatBytes(progress.convertedBytes),
                formatBytes(progress.keptBytes),
              )}
            </span>
          </p>
          {progress.trouble && (
            <p className={styles.trouble}>
              {texts.models.progress.trouble(progress.trouble.path, progress.trouble.message)}
            </p>
          )}
          <details className={styles.details}>
            <summary>{texts.failure.detail}</summary>
            <div>
              {progress.fetching !== null && <p>{words.file(progress.fetching)}</p>}
              {progress.converting !== null && <p>{words.tensor(progress.converting)}</p>}
            </div>
          </details>
        </>
      )}
      <p className={styles.line}>{note}</p>
    </div>
  );
}
