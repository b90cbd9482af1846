import { PageLink } from '../../ui/PageLink.tsx';
import { Preview } from './Preview.tsx';
import { WholeProgress } from '../queue/WholeProgress.tsx';
import { useRun } from '../../state/run.ts';
import { titleOf } from '../../i18n/format.ts';
import { texts } from '../../i18n/texts.ts';
import styles from './PaintingNow.module.css';

/** The picture that is being painted and will stand among the others soon; nothing while none is. */
export function PaintingNow() {
  const run = useRun();
  if (run.kind !== 'running') return null;
  const { request, preview } = run;
  return (
    <section className={styles.painting} aria-label={texts.queue.painting}>
      <div className={styles.preview}>{preview !== null && <Preview bitmap={preview} />}</div>
      <div className={styles.words}>
        <p className={styles.head}>
          <span className={styles.prompt} dir="auto" title={titleOf(request)}>
            {titleOf(request)}
          </span>
          <PageLink view="paint">{texts.progress.watch}</PageLink>
        </p>
        <div className={styles.progress}>
          <WholeProgress run={run} />
        </div>
      </div>
    </section>
  );
}
