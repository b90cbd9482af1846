import { useView, VIEWS } from '../state/view.ts';
import { texts } from '../i18n/texts.ts';
import styles from './Nav.module.css';
import { PageLink } from '../ui/PageLink.tsx';

export function Nav() {
  const current = useView((state) => state.view);
  return (
    <nav className={styles.nav} aria-label={texts.nav.label}>
      {VIEWS.map((view) => (
        <PageLink
          key={view}
          view={view}
          className={styles.link}
          aria-current={view === current ? 'page' : undefined}
        >
          {texts.nav[view]}
        </PageLink>
      ))}
    </nav>
  );
}
