import { useRef } from 'react';
import { usePublishedHeight } from '../ui/use-published-height.ts';
import { RunStatus, useHasStatus } from '../generate/queue/RunStatus.tsx';
import { useView } from '../state/view.ts';
import { texts } from '../i18n/texts.ts';
import styles from './Header.module.css';
import { Logo } from '../ui/Logo.tsx';
import { Nav } from './Nav.tsx';

/** The app's name and pages; away from where one paints, how far the painting is as well. */
export function Header() {
  const hasStatus = useHasStatus();
  const isElsewhere = useView(({ view }) => view !== 'paint');
  // There the picture that is being painted stands among the others, with its progress.
  const isPictures = useView(({ view }) => view === 'pictures');
  const tellsStatus = hasStatus && isElsewhere;
  return (
    <header className={styles.header} data-status={tellsStatus}>
      <a className={styles.skip} href="#prompt">
        {texts.app.skipToPrompt}
      </a>
      <Logo className={styles.logo} />
      <h1 className={styles.name}>{texts.app.name}</h1>
      {tellsStatus ? (
        <Status tellsProgress={!isPictures} />
      ) : (
        <p className={styles.tagline}>{texts.app.tagline}</p>
      )}
      <Nav />
    </header>
  );
}

const findCurrentPage = () => document.querySelector<HTMLElement>('nav [aria-current="page"]');

/** In the tagline's place, or over the lower edge of a phone: nothing moves when it comes. */
function Status({ tellsProgress }: { tellsProgress: boolean }) {
  const bar = useRef<HTMLDivElement>(null);
  usePublishedHeight(bar, '--status-height');
  return (
    <div className={styles.status} ref={bar}>
      <RunStatus focusAfter={findCurrentPage} tellsProgress={tellsProgress} />
    </div>
  );
}
