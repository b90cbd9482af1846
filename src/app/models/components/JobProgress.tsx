import { formatBytes, formatTimeLeft } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import type { Job } from '../models-state.ts';
import styles from './ModelCard.module.css';

/** How far a download or a check is, how fast, and how long the rest takes. */
export function JobProgress({ job, label }: { job: Job; label: string }) {
  const { progress, trouble } = job;
  const words = texts.models.progress;
  return (
    <div className={styles.progress}>
      <progress
        className={styles.bar}
        aria-label={label}
        {...(progress && { value: progress.doneBytes, max: progress.totalBytes })}
      />
      <p className={styles.numbers}>
        <span>
          {progress === null
            ? words.starting
            : texts.progress.bytes(
                formatBytes(progress.doneBytes),
                formatBytes(progress.totalBytes),
              )}
        </span>
        {progress !== null && progress.bytesPerSecond !== null && progress.leftMs !== null && (
          <span>
            {words.speed(formatBytes(progress.bytesPerSecond))},{' '}
            {texts.progress.left(formatTimeLeft(progress.leftMs))}
          </span>
        )}
      </p>
      {job.elsewhere && <p className={styles.line}>{words.elsewhere}</p>}
      {trouble !== null && (
        <p className={styles.trouble}>{words.trouble(trouble.path, trouble.message)}</p>
      )}
    </div>
  );
}
